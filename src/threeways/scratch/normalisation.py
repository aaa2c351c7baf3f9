"""Batch and layer normalisation, forward and backward, features in the last axis."""

from __future__ import annotations

import numpy as np


def batch_norm(
    x: np.ndarray,
    gamma: np.ndarray,
    beta: np.ndarray,
    moving_mean: np.ndarray,
    moving_variance: np.ndarray,
    eps: float = 1e-3,
    momentum: float = 0.99,
    *,
    training: bool = False,
    ddof: int = 0,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Normalise each feature over the batch (Ioffe and Szegedy, 2015).

    In training the mean and the biased variance are the batch's own, and the moving ones go
    a step of 1 - momentum towards them; afterwards the moving ones are used. The defaults are
    Keras'. PyTorch has eps 1e-5, calls 1 - momentum "momentum" (0.1), and moves towards the
    unbiased variance, which is ``ddof=1``.

    Args:
        x: Inputs (..., d); every axis but the last is averaged over.
        gamma: Scale (d,).
        beta: Shift (d,).
        moving_mean: Moving mean (d,).
        moving_variance: Moving variance (d,).
        eps: Added to the variance.
        momentum: Share of the moving statistics that one step keeps.
        training: Whether to use the batch's statistics and update the moving ones.
        ddof: 0 to move towards the biased variance of the batch (Keras), 1 the unbiased (PyTorch).

    Returns:
        Outputs (..., d), moving mean (d,) and moving variance (d,) after the step.
    """
    if not training:
        x_hat = (x - moving_mean) / np.sqrt(moving_variance + eps)
        return gamma * x_hat + beta, moving_mean, moving_variance
    axes = tuple(range(x.ndim - 1))
    mean, variance = x.mean(axis=axes), x.var(axis=axes)  # (d,) each
    y = gamma * (x - mean) / np.sqrt(variance + eps) + beta
    moving_mean = momentum * moving_mean + (1 - momentum) * mean
    target = x.var(axis=axes, ddof=ddof)
    return y, moving_mean, momentum * moving_variance + (1 - momentum) * target


def batch_norm_backward(
    dy: np.ndarray,
    x: np.ndarray,
    gamma: np.ndarray,
    beta: np.ndarray,
    moving_mean: np.ndarray,
    moving_variance: np.ndarray,
    eps: float = 1e-3,
    momentum: float = 0.99,
    *,
    training: bool = False,
) -> dict[str, np.ndarray]:
    """Gradients of the outputs of :func:`batch_norm`.

    Args:
        dy: Gradient with respect to the output (..., d).
        x: Inputs (..., d).
        gamma: Scale (d,).
        beta: Shift (d,); the gradients do not depend on it.
        moving_mean: Moving mean (d,), a constant.
        moving_variance: Moving variance (d,), a constant.
        eps: Added to the variance.
        momentum: As in the forward pass; the gradients do not depend on it.
        training: Whether the batch's statistics were used; then they, too, depend on ``x``.

    Returns:
        Gradients ``x`` (..., d), ``gamma`` (d,) and ``beta`` (d,).
    """
    axes = tuple(range(x.ndim - 1))
    mean, variance = (
        (x.mean(axis=axes), x.var(axis=axes)) if training else (moving_mean, moving_variance)
    )
    scale = 1 / np.sqrt(variance + eps)  # (d,)
    x_hat = (x - mean) * scale
    dx_hat = dy * gamma
    dx = _through_statistics(dx_hat, x_hat, axes) if training else dx_hat
    return {"x": dx * scale, "gamma": (dy * x_hat).sum(axis=axes), "beta": dy.sum(axis=axes)}


def layer_norm(x: np.ndarray, gamma: np.ndarray, beta: np.ndarray, eps: float = 1e-3) -> np.ndarray:
    """Normalise each example over its features (Ba, Kiros and Hinton, 2016).

    Args:
        x: Inputs (..., d); only the last axis is averaged over.
        gamma: Scale (d,).
        beta: Shift (d,).
        eps: Added to the biased variance; 1e-3 in Keras, 1e-5 in PyTorch.

    Returns:
        Outputs (..., d), the same in training and afterwards.
    """
    x_hat, _ = _normalised(x, eps)
    y: np.ndarray = gamma * x_hat + beta
    return y


def layer_norm_backward(
    dy: np.ndarray, x: np.ndarray, gamma: np.ndarray, beta: np.ndarray, eps: float = 1e-3
) -> dict[str, np.ndarray]:
    """Gradients of :func:`layer_norm`.

    Args:
        dy: Gradient with respect to the output (..., d).
        x: Inputs (..., d).
        gamma: Scale (d,).
        beta: Shift (d,); the gradients do not depend on it.
        eps: Added to the variance.

    Returns:
        Gradients ``x`` (..., d), ``gamma`` (d,) and ``beta`` (d,).
    """
    axes = tuple(range(x.ndim - 1))
    x_hat, scale = _normalised(x, eps)  # (..., d), (..., 1)
    dx = _through_statistics(dy * gamma, x_hat, -1) * scale
    return {"x": dx, "gamma": (dy * x_hat).sum(axis=axes), "beta": dy.sum(axis=axes)}


def _normalised(x: np.ndarray, eps: float) -> tuple[np.ndarray, np.ndarray]:
    """The last axis at mean 0 and variance 1, and what it was multiplied by (..., 1)."""
    scale = 1 / np.sqrt(x.var(axis=-1, keepdims=True) + eps)
    return (x - x.mean(axis=-1, keepdims=True)) * scale, scale


def _through_statistics(
    dx_hat: np.ndarray, x_hat: np.ndarray, axes: int | tuple[int, ...]
) -> np.ndarray:
    """Gradient before scaling, when mean and variance over ``axes`` depend on x themselves."""
    mean = dx_hat.mean(axis=axes, keepdims=True)
    slope = (dx_hat * x_hat).mean(axis=axes, keepdims=True)
    through: np.ndarray = dx_hat - mean - x_hat * slope
    return through
