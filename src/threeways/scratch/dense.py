"""The fully connected layer, forward and backward.

Every ``f_backward(dy, x, ...)`` of this package takes the gradient of the loss with respect to the
output, then exactly what ``f`` took. It returns the gradients by the argument's name, in the
form in which :func:`threeways.bridge.gradients_of` reads them off Keras and PyTorch.
"""

from __future__ import annotations

import numpy as np


def dense(x: np.ndarray, W: np.ndarray, b: np.ndarray | None = None) -> np.ndarray:
    """Affine map y = x W + b, applied to the last axis.

    Args:
        x: Inputs (..., d_in).
        W: Weights (d_in, d_out).
        b: Bias (d_out,), or None.

    Returns:
        Outputs (..., d_out).
    """
    y: np.ndarray = x @ W
    return y if b is None else y + b


def dense_backward(
    dy: np.ndarray, x: np.ndarray, W: np.ndarray, b: np.ndarray | None = None
) -> dict[str, np.ndarray]:
    """Gradients of :func:`dense` (Rumelhart, Hinton and Williams, 1986).

    Args:
        dy: Gradient with respect to the output (..., d_out).
        x: Inputs (..., d_in).
        W: Weights (d_in, d_out).
        b: Bias (d_out,), or None.

    Returns:
        Gradients ``x``, ``W`` and, with a bias, ``b``, each in its argument's shape.
    """
    rows, d_rows = x.reshape(-1, x.shape[-1]), dy.reshape(-1, dy.shape[-1])  # (n, d_in), (n, d_out)
    grads = {"x": dy @ W.T, "W": rows.T @ d_rows}
    return grads if b is None else {**grads, "b": d_rows.sum(axis=0)}
