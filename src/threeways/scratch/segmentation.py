"""A label for every pixel: the way back up, the losses of masks and their gradients, mean IoU.

Images are channels last. A mask holds the class of each pixel, (B, H, W); ``onehot`` of it is
(B, H, W, K). Losses take logits of that shape and give the gradient with respect to them.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from scipy import ndimage

Array = np.ndarray


def conv_transpose2d(x: Array, W: Array, b: Array | None = None, stride: int = 1) -> Array:
    """Transposed convolution, without padding (Dumoulin and Visin, 2016, chapter 4).

    Every pixel leaves a stamp, the kernel times its value; stamps lie ``stride`` pixels apart and
    add up where they overlap.

    Args:
        x: Feature maps (B, H, W, C).
        W: Kernels (kh, kw, C, F).
        b: Bias (F,), or None.
        stride: Pixels between two stamps.

    Returns:
        Feature maps (B, (H - 1) · stride + kh, (W - 1) · stride + kw, F).
    """
    (kh, kw, _, F), (B, height, width, _) = W.shape, x.shape
    down, across = (height - 1) * stride, (width - 1) * stride
    y = np.zeros((B, down + kh, across + kw, F), x.dtype)
    for i, j in np.ndindex(kh, kw):
        rows = slice(i, i + down + 1, stride)
        columns = slice(j, j + across + 1, stride)
        y[:, rows, columns] += x @ W[i, j]
    return y if b is None else y + b


def conv_transpose2d_backward(
    dy: Array, x: Array, W: Array, b: Array | None = None, stride: int = 1
) -> dict[str, Array]:
    """Gradients of :func:`conv_transpose2d`; that of its input is a convolution.

    Args:
        dy: Gradient with respect to the output.
        x: Feature maps (B, H, W, C).
        W: Kernels (kh, kw, C, F).
        b: Bias (F,), or None.
        stride: As in the forward pass.

    Returns:
        Gradients ``x``, ``W`` and, with a bias, ``b``, each in its argument's shape.
    """
    windows = sliding_window_view(dy, W.shape[:2], axis=(1, 2))
    seen = windows[:, ::stride, ::stride]  # (B, H, W, F, kh, kw)
    dx = np.tensordot(seen, W, axes=([3, 4, 5], [3, 0, 1]))
    dW = np.tensordot(seen, x, axes=([0, 1, 2], [0, 1, 2]))  # (F, kh, kw, C)
    grads = {"x": dx, "W": dW.transpose(1, 2, 3, 0)}
    return grads if b is None else {**grads, "b": dy.sum(axis=(0, 1, 2))}


def upsample_nearest(x: Array, factor: int) -> Array:
    """Repeat every pixel of (B, H, W, C) ``factor`` times in both directions."""
    return x.repeat(factor, axis=1).repeat(factor, axis=2)


def bilinear_matrix(size: int, factor: int) -> Any:
    """Weights (factor · size, size) of linear interpolation between the centres of pixels.

    Beyond the outermost centres the value stays that of the outermost pixel, as in Keras and with
    PyTorch's ``align_corners=False``.
    """
    at = (np.arange(factor * size) + 0.5) / factor - 0.5
    at = at.clip(0, size - 1)
    distance = np.abs(at[:, None] - np.arange(size))
    return np.maximum(1 - distance, 0)


def upsample_bilinear(x: Array, factor: int) -> Any:
    """Enlarge (B, H, W, C) by interpolating along columns, then along rows."""
    down = bilinear_matrix(x.shape[1], factor)
    across = bilinear_matrix(x.shape[2], factor)
    return np.einsum("ih,jw,bhwc->bijc", down, across, x)


def upsample_bilinear_backward(dy: Array, factor: int) -> Any:
    """Gradient of :func:`upsample_bilinear` with respect to its input: the transposed matrices."""
    down = bilinear_matrix(dy.shape[1] // factor, factor)
    across = bilinear_matrix(dy.shape[2] // factor, factor)
    return np.einsum("ih,jw,bijc->bhwc", down, across, dy)


def crop_and_concatenate(skip: Array, x: Array) -> Array:
    """Put the centre of ``skip`` (B, H, W, C) before the channels of a smaller or equal ``x``.

    The skip connection of the U-Net (Ronneberger et al., 2015). Of an odd surplus the larger half
    goes at the bottom and at the right.
    """
    height, width = x.shape[1:3]
    top, left = (skip.shape[1] - height) // 2, (skip.shape[2] - width) // 2
    centre = skip[:, top : top + height, left : left + width]
    return np.concatenate([centre, x], axis=-1)


def crop_and_concatenate_backward(dy: Array, skip: Array) -> tuple[Array, Array]:
    """Gradients of ``skip``, zero where it was cropped, and of ``x``."""
    (height, width), C = dy.shape[1:3], skip.shape[-1]
    top, left = (skip.shape[1] - height) // 2, (skip.shape[2] - width) // 2
    dskip = np.zeros_like(skip)
    dskip[:, top : top + height, left : left + width] = dy[..., :C]
    return dskip, dy[..., C:]


def log_softmax(z: Array) -> Any:
    """Logarithms of the probabilities, along the last axis; finite for logits of any size."""
    z = z - z.max(-1, keepdims=True)
    return z - np.log(np.exp(z).sum(-1, keepdims=True))


def softmax(z: Array) -> Any:
    """Probabilities of the classes, along the last axis."""
    return np.exp(log_softmax(z))


def softmax_backward(dp: Array, p: Array) -> Any:
    """From the slope with respect to p = softmax(z) to that of z."""
    return p * (dp - (dp * p).sum(-1, keepdims=True))


def border_weights(cells: Array, w0: float = 10.0, sigma: float = 5.0) -> Any:
    """Weights that make a network learn the gaps between cells (Ronneberger et al., 2015, eq. 2).

    w₀ · exp(-(d₁ + d₂)² / 2σ²) on the background, with d₁ and d₂ the distances in pixels to the
    nearest and to the second nearest cell; 0 inside cells. Weights of the classes are added to it.

    Args:
        cells: The number of the cell that a pixel belongs to, (H, W); 0 is background.
        w0: Weight where two cells touch.
        sigma: How fast the weight falls with the distances, in pixels.

    Returns:
        Weights (H, W).

    Raises:
        ValueError: There are fewer than two cells.
    """
    numbers = np.setdiff1d(cells, 0)
    if len(numbers) < 2:
        raise ValueError(f"a border needs two cells, the mask has {len(numbers)}")
    away = np.stack([ndimage.distance_transform_edt(cells != n) for n in numbers])
    d1, d2 = np.sort(away, axis=0)[:2]
    return w0 * np.exp(-((d1 + d2) ** 2) / (2 * sigma**2)) * (cells == 0)


def cross_entropy(z: Array, onehot: Array, weights: Array | float = 1.0) -> tuple[Any, Array]:
    """Weighted cross entropy, nats, mean over the pixels, and its gradient.

    Args:
        z: Logits (B, H, W, K).
        onehot: Classes (B, H, W, K).
        weights: Weight of each pixel (B, H, W), or one for all.

    Returns:
        Loss, gradient (B, H, W, K). The sum is divided by the number of pixels, not by the weights.
    """
    log_p, w = log_softmax(z), np.broadcast_to(weights, z.shape[:-1])
    loss = -(w * log_p[onehot == 1].reshape(w.shape)).mean()
    return loss, w[..., None] * (np.exp(log_p) - onehot) / w.size


def soft_dice(z: Array, onehot: Array, eps: float = 1.0) -> tuple[Any, Array]:
    """One minus the mean soft Dice coefficient of the classes, and its gradient.

    2 Σpt / (Σp + Σt) with probabilities p and classes t, sums over all pixels of the batch
    (Milletari et al., 2016, without their squares).

    Args:
        z: Logits (B, H, W, K).
        onehot: Classes (B, H, W, K).
        eps: Added above and below, in pixels, so that an absent class counts as right if the
            network sees none of it.

    Returns:
        Loss, gradient (B, H, W, K).
    """
    p = softmax(z)
    both, size = (p * onehot).sum((0, 1, 2)), (p + onehot).sum((0, 1, 2))
    dice = (2 * both + eps) / (size + eps)  # (K,)
    dp = -(2 * onehot - dice) / (size + eps) / len(dice)
    return 1 - dice.mean(), softmax_backward(dp, p)


def soft_iou(z: Array, onehot: Array, eps: float = 1.0) -> tuple[Any, Array]:
    """One minus the mean soft intersection over union of the classes, and its gradient.

    Σpt / (Σp + Σt - Σpt); arguments and results are those of :func:`soft_dice`.
    """
    p = softmax(z)
    both, size = (p * onehot).sum((0, 1, 2)), (p + onehot).sum((0, 1, 2))
    union = size - both + eps
    iou = (both + eps) / union  # (K,)
    dp = -(onehot - iou * (1 - onehot)) / union / len(iou)
    return 1 - iou.mean(), softmax_backward(dp, p)


def confusion(y: Array, y_hat: Array, K: int) -> Array:
    """How many pixels of class i (row) were called j (column): (K, K)."""
    return np.bincount(K * y.ravel() + y_hat.ravel(), minlength=K * K).reshape(K, K)


def class_iou(C: Array) -> Array:
    """Intersection over union of each class of a confusion matrix; NaN where it never occurs."""
    both, either = np.diag(C), C.sum(0) + C.sum(1) - np.diag(C)
    return np.where(either > 0, both / np.maximum(either, 1), np.nan)


def mean_iou(C: Array) -> Any:
    """Mean of :func:`class_iou` over the classes that occur, in the truth or in the prediction."""
    return np.nanmean(class_iou(C))
