"""Transfer learning: a frozen convolutional base, a softmax head on it, and fine-tuning."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from threeways.scratch.convolution import conv2d, conv2d_backward
from threeways.scratch.normalisation import batch_norm, batch_norm_backward

Arrays = Mapping[str, Any]
Block = tuple[int, Arrays, Arrays]


def features(x: np.ndarray, blocks: Sequence[Block]) -> Any:
    """What a frozen base gives: convolution, batch norm, ReLU per block, then the mean of each map.

    Batch normalisation is in inference mode: it uses its moving statistics and leaves them alone.

    Args:
        x: Images (n, height, width, channels).
        blocks: Stride in pixels, weights of a convolution with "same" padding, weights of a batch
            normalisation, of each block; as :func:`threeways.bridge.weights_of` returns them.

    Returns:
        Features H (n, d), d the channels of the last block.
    """
    for stride, conv, norm in blocks:
        x = conv2d(x, **conv, stride=stride, padding="same")
        x = np.maximum(batch_norm(x, **norm)[0], 0)
    return x.mean((1, 2))


def features_backward(
    dH: np.ndarray, x: np.ndarray, blocks: Sequence[Block]
) -> list[dict[str, np.ndarray]]:
    """Gradients of :func:`features`, which a fine-tuning step needs.

    Args:
        dH: Gradient with respect to the features (n, d).
        x: Images (n, height, width, channels).
        blocks: As in the forward pass.

    Returns:
        ``W``, ``gamma`` and ``beta`` of each block, in their order.
    """
    passed = []
    for stride, conv, norm in blocks:
        z = conv2d(x, **conv, stride=stride, padding="same")
        y = batch_norm(z, **norm)[0]
        passed.append((x, z, y))
        x = np.maximum(y, 0)
    dx = np.broadcast_to(dH[:, None, None] / x[0, ..., 0].size, x.shape)
    grads = []
    for (stride, conv, norm), (x, z, y) in zip(blocks[::-1], passed[::-1]):
        dnorm = batch_norm_backward(dx * (y > 0), z, **norm)
        dz = dnorm.pop("x")
        dconv = conv2d_backward(dz, x, **conv, stride=stride, padding="same")
        dx = dconv.pop("x")
        grads.append({**dconv, **dnorm})
    return grads[::-1]


def softmax(z: np.ndarray) -> Any:
    """Probabilities (n, k) of the logits z (n, k), row by row."""
    e = np.exp(z - z.max(1, keepdims=True))
    return e / e.sum(1, keepdims=True)


def head_loss(
    H: np.ndarray, y: np.ndarray, W: np.ndarray, b: np.ndarray
) -> tuple[float, dict[str, np.ndarray]]:
    """Mean cross entropy of softmax(H W + b) in nats, and its gradients.

    Args:
        H: Features (n, d).
        y: Classes (n,), integers from 0 to k - 1.
        W: Weights (d, k).
        b: Bias (k,).

    Returns:
        The loss, and gradients ``H`` (n, d), ``W`` (d, k) and ``b`` (k,).
    """
    p, right = softmax(H @ W + b), np.eye(len(b))[y]
    dz = (p - right) / len(y)
    loss = -np.log(p[np.arange(len(y)), y]).mean()
    return loss, {"H": dz @ W.T, "W": H.T @ dz, "b": dz.sum(0)}


def fold(
    W: np.ndarray,
    gamma: np.ndarray,
    beta: np.ndarray,
    moving_mean: np.ndarray,
    moving_variance: np.ndarray,
    eps: float,
    momentum: float = 0.0,
) -> dict[str, np.ndarray]:
    """A convolution without bias and the batch norm after it, at inference, as one convolution.

    Args:
        W: Kernels (kh, kw, C, F), or depthwise (kh, kw, F, 1).
        gamma: Scale (F,).
        beta: Shift (F,).
        moving_mean: Moving mean (F,).
        moving_variance: Moving variance (F,).
        eps: Added to the variance.
        momentum: Ignored: it matters in training only.

    Returns:
        ``W`` in the shape given, and ``b (F,)`` (Jacob et al., 2018, section 3.2).
    """
    scale = gamma / np.sqrt(moving_variance + eps)  # (F,)
    per_kernel = scale if W.shape[-1] == len(scale) else scale[:, None]
    return {"W": W * per_kernel, "b": beta - moving_mean * scale}
