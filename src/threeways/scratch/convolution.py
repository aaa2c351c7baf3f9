"""Convolution in one and two dimensions and pooling, forward and backward, channels last.

What deep learning calls a convolution is a cross-correlation: the kernel is not flipped.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

Pair = int | tuple[int, int]
Padding = str | int | Sequence[tuple[int, int]]
Pads = tuple[tuple[int, int], tuple[int, int]]


def same_padding(size: int, kernel: int, stride: int = 1, dilation: int = 1) -> tuple[int, int]:
    """Zeros before and after one axis so that ⌈size / stride⌉ outputs fit, as Keras pads.

    An odd number of zeros is split with the larger half after. With a stride of 2 that already
    happens for a kernel of 3 on an even size: (0, 1), where PyTorch's ``padding=1`` is (1, 1).

    Args:
        size: Length of the axis, in pixels.
        kernel: Length of the kernel, in weights.
        stride: Step between two outputs, in pixels.
        dilation: Step between two weights, in pixels.

    Returns:
        Pixels before, pixels after (TensorFlow, `tf.nn.convolution`, "same").
    """
    reach = (kernel - 1) * dilation + 1
    total = max((-(-size // stride) - 1) * stride + reach - size, 0)
    return total // 2, total - total // 2


def output_size(
    size: int, kernel: int, stride: int = 1, padding: int = 0, dilation: int = 1
) -> int:
    """Outputs along one axis (Dumoulin and Visin, 2016, relationship 15).

    Args:
        size: Length of the axis, in pixels.
        kernel: Length of the kernel, in weights.
        stride: Step between two outputs, in pixels.
        padding: Zeros added at each end, in pixels.
        dilation: Step between two weights, in pixels.
    """
    reach = (kernel - 1) * dilation + 1
    return (size + 2 * padding - reach) // stride + 1


def pairs(*settings: Pair) -> list[list[int]]:
    """One number stands for both axes: ``pairs(2, (1, 3))`` is ``[[2, 2], [1, 3]]``."""
    return [np.broadcast_to(setting, 2).tolist() for setting in settings]


def windows(x: np.ndarray, kernel: Pair, stride: Pair = 1, dilation: Pair = 1) -> np.ndarray:
    """What a kernel sees at each output: a view of x, nothing is copied.

    Args:
        x: Images (B, H, W, C).
        kernel: Size of the kernel (kh, kw), in weights.
        stride: Step between outputs, in pixels, one number or one per axis.
        dilation: Step between the weights, in pixels.

    Returns:
        (B, H', W', kh, kw, C).

    Raises:
        ValueError: The kernel does not fit into the image.
    """
    (kh, kw), (sh, sw), (dh, dw) = pairs(kernel, stride, dilation)
    reach = (kh - 1) * dh + 1, (kw - 1) * dw + 1
    seen = sliding_window_view(x, reach, axis=(1, 2))  # (B, ., ., C, ., .)
    return np.moveaxis(seen[:, ::sh, ::sw, :, ::dh, ::dw], 3, 5)


def fold(
    seen: np.ndarray, shape: tuple[int, ...], stride: Pair = 1, dilation: Pair = 1
) -> np.ndarray:
    """Add windows back to where they come from: the transpose of :func:`windows`.

    Args:
        seen: One value for each pixel of each window (B, H', W', kh, kw, C).
        shape: Shape of the images (B, H, W, C).
        stride: As for :func:`windows`.
        dilation: As for :func:`windows`.

    Returns:
        Images (B, H, W, C), zero where no window was.
    """
    (sh, sw), (dh, dw) = pairs(stride, dilation)
    x = np.zeros(shape, seen.dtype)
    _, rows, columns, kh, kw, _ = seen.shape
    for i, j in np.ndindex(kh, kw):  # over the weights, not over the pixels
        down = slice(i * dh, i * dh + rows * sh, sh)
        across = slice(j * dw, j * dw + columns * sw, sw)
        x[:, down, across] += seen[:, :, :, i, j]
    return x


def im2col(x: np.ndarray, kernel: Pair, stride: Pair = 1, dilation: Pair = 1) -> np.ndarray:
    """Windows as rows of a matrix (Chellapilla et al., 2006): (B, H', W', kh * kw * C)."""
    seen = windows(x, kernel, stride, dilation)
    return seen.reshape(*seen.shape[:3], math.prod(seen.shape[3:]))


def correlate2d(
    x: np.ndarray,
    W: np.ndarray,
    b: np.ndarray | float = 0,
    stride: Pair = 1,
    dilation: Pair = 1,
) -> np.ndarray:
    """Convolution without padding: each window times each kernel, as one matrix product.

    Args:
        x: Images (B, H, W, C).
        W: Kernels (kh, kw, C, F).
        b: Bias (F,).
        stride: Step between outputs, in pixels, one number or one per axis.
        dilation: Step between the weights, in pixels.

    Returns:
        Feature maps (B, H', W', F).
    """
    columns = im2col(x, W.shape[:2], stride, dilation)  # (B, H', W', kh kw C)
    return columns @ W.reshape(-1, W.shape[-1]) + b  # type: ignore[no-any-return]


def correlate2d_backward(
    dy: np.ndarray, x: np.ndarray, W: np.ndarray, stride: Pair = 1, dilation: Pair = 1
) -> dict[str, np.ndarray]:
    """Gradients ``x``, ``W`` and ``b`` of :func:`correlate2d`, from dy (B, H', W', F)."""
    columns = im2col(x, W.shape[:2], stride, dilation)  # (B, H', W', kh kw C)
    dW = np.tensordot(columns, dy, axes=([0, 1, 2], [0, 1, 2]))
    seen = dy @ W.reshape(-1, W.shape[-1]).T  # (B, H', W', kh kw C)
    seen = seen.reshape(*dy.shape[:3], *W.shape[:3])
    dx = fold(seen, x.shape, stride, dilation)
    return {"x": dx, "W": dW.reshape(W.shape), "b": dy.sum(axis=(0, 1, 2))}


def conv2d(
    x: np.ndarray,
    W: np.ndarray,
    b: np.ndarray | None = None,
    stride: Pair = 1,
    padding: Padding = "valid",
    dilation: Pair = 1,
) -> np.ndarray:
    """Two-dimensional convolution, as in Dumoulin and Visin (2016).

    Args:
        x: Images (B, H, W, C).
        W: Kernels (kh, kw, C, F).
        b: Bias (F,), or None.
        stride: Step between outputs, in pixels, one number or one per axis.
        padding: "valid" (none), "same" (see :func:`same_padding`), a number of pixels at every
            edge, or ((top, bottom), (left, right)).
        dilation: Step between the weights, in pixels.

    Returns:
        Feature maps (B, H', W', F).

    Raises:
        ValueError: The kernel does not fit into the padded image, or has other channels.
    """
    padded = _pad(x, _pads(x, W, stride, padding, dilation))
    _refuse_misfit(padded, W, dilation)
    return correlate2d(padded, W, 0 if b is None else b, stride, dilation)


def conv2d_backward(
    dy: np.ndarray,
    x: np.ndarray,
    W: np.ndarray,
    b: np.ndarray | None = None,
    stride: Pair = 1,
    padding: Padding = "valid",
    dilation: Pair = 1,
) -> dict[str, np.ndarray]:
    """Gradients of :func:`conv2d`.

    Args:
        dy: Gradient with respect to the output (B, H', W', F).
        x: Images (B, H, W, C).
        W: Kernels (kh, kw, C, F).
        b: Bias (F,), or None.
        stride: As in the forward pass.
        padding: As in the forward pass.
        dilation: As in the forward pass.

    Returns:
        Gradients ``x``, ``W`` and, with a bias, ``b``, each in its argument's shape.
    """
    pads = _pads(x, W, stride, padding, dilation)
    padded = _pad(x, pads)
    _refuse_misfit(padded, W, dilation)
    grads = correlate2d_backward(dy, padded, W, stride, dilation)
    (top, _), (left, _) = pads
    grads["x"] = grads["x"][:, top : top + x.shape[1], left : left + x.shape[2]]
    if b is None:
        del grads["b"]
    return grads


def conv1d(
    x: np.ndarray,
    W: np.ndarray,
    b: np.ndarray | None = None,
    stride: int = 1,
    padding: Padding = "valid",
    dilation: int = 1,
) -> np.ndarray:
    """One-dimensional convolution: :func:`conv2d` on images of height one.

    Args:
        x: Sequences (B, T, C).
        W: Kernels (k, C, F).
        b: Bias (F,), or None.
        stride: Step between outputs, in time steps.
        padding: "valid", "same", a number of steps at both ends, or (before, after), such as
            ((k - 1) * dilation, 0) for a causal convolution.
        dilation: Step between the weights, in time steps.

    Returns:
        Features (B, T', F).

    Raises:
        ValueError: The kernel does not fit into the padded sequence, or has other channels.
    """
    settings = (1, stride), _flat(padding), (1, dilation)
    return conv2d(x[:, None], W[None], b, *settings)[:, 0]


def conv1d_backward(
    dy: np.ndarray,
    x: np.ndarray,
    W: np.ndarray,
    b: np.ndarray | None = None,
    stride: int = 1,
    padding: Padding = "valid",
    dilation: int = 1,
) -> dict[str, np.ndarray]:
    """Gradients of :func:`conv1d`.

    Args:
        dy: Gradient with respect to the output (B, T', F).
        x: Sequences (B, T, C).
        W: Kernels (k, C, F).
        b: Bias (F,), or None.
        stride: As in the forward pass.
        padding: As in the forward pass.
        dilation: As in the forward pass.

    Returns:
        Gradients ``x``, ``W`` and, with a bias, ``b``, each in its argument's shape.
    """
    settings = (1, stride), _flat(padding), (1, dilation)
    grads = conv2d_backward(dy[:, None], x[:, None], W[None], b, *settings)
    return {**grads, "x": grads["x"][:, 0], "W": grads["W"][0]}


def max_pool2d(x: np.ndarray, size: Pair = 2, stride: Pair | None = None) -> np.ndarray:
    """The largest value of each window and channel.

    Args:
        x: Feature maps (B, H, W, C); rows and columns that fill no window are left out.
        size: Size of the window, in pixels, one number or one per axis.
        stride: Step between windows, in pixels; without one windows do not overlap.

    Returns:
        (B, H', W', C).

    Raises:
        ValueError: The window does not fit into the maps.
    """
    return windows(x, size, stride or size).max(axis=(3, 4))  # type: ignore[no-any-return]


def max_pool2d_backward(
    dy: np.ndarray, x: np.ndarray, size: Pair = 2, stride: Pair | None = None
) -> dict[str, np.ndarray]:
    """Gradient ``x`` of :func:`max_pool2d`: all of dy goes to the first of the largest.

    Args:
        dy: Gradient with respect to the output (B, H', W', C).
        x: Feature maps (B, H, W, C).
        size: As in the forward pass.
        stride: As in the forward pass.
    """
    seen = windows(x, size, stride or size)  # (B, H', W', kh, kw, C)
    flat = seen.reshape(*dy.shape[:3], -1, dy.shape[3])
    place = np.arange(flat.shape[3])[:, None]
    won = flat.argmax(axis=3)[:, :, :, None] == place  # (B, H', W', kh kw, C)
    share = won * dy[:, :, :, None]
    return {"x": fold(share.reshape(seen.shape), x.shape, stride or size)}


def avg_pool2d(x: np.ndarray, size: Pair = 2, stride: Pair | None = None) -> np.ndarray:
    """The mean of each window and channel; arguments as for :func:`max_pool2d`."""
    return windows(x, size, stride or size).mean(axis=(3, 4))  # type: ignore[no-any-return]


def avg_pool2d_backward(
    dy: np.ndarray, x: np.ndarray, size: Pair = 2, stride: Pair | None = None
) -> dict[str, np.ndarray]:
    """Gradient ``x`` of :func:`avg_pool2d`: every pixel of a window gets the same share of dy."""
    shape = windows(x, size, stride or size).shape
    share = dy[:, :, :, None, None] / (shape[3] * shape[4])
    return {"x": fold(np.broadcast_to(share, shape), x.shape, stride or size)}


def global_avg_pool2d(x: np.ndarray) -> np.ndarray:
    """The mean of each channel over the whole map (Lin et al., 2014): (B, H, W, C) to (B, C)."""
    return x.mean(axis=(1, 2))  # type: ignore[no-any-return]


def global_avg_pool2d_backward(dy: np.ndarray, x: np.ndarray) -> dict[str, np.ndarray]:
    """Gradient ``x`` of :func:`global_avg_pool2d`, from dy (B, C)."""
    share = dy[:, None, None] / (x.shape[1] * x.shape[2])
    return {"x": np.broadcast_to(share, x.shape).copy()}


def _refuse_misfit(x: np.ndarray, W: np.ndarray, dilation: Pair) -> None:
    (kh, kw), (dh, dw) = pairs(W.shape[:2], dilation)
    reach = (kh - 1) * dh + 1, (kw - 1) * dw + 1
    if x.shape[-1] != W.shape[-2]:
        raise ValueError(f"the input has {x.shape[-1]} channels, the kernel {W.shape[-2]}")
    if min(np.subtract(x.shape[1:3], reach)) < 0:
        raise ValueError(f"a kernel that reaches over {reach} does not fit into {x.shape[1:3]}")


def _pads(x: np.ndarray, W: np.ndarray, stride: Pair, padding: Padding, dilation: Pair) -> Pads:
    """Zeros at ((top, bottom), (left, right))."""
    if padding == "same":
        axes = zip(x.shape[1:3], W.shape[:2], *pairs(stride, dilation))
        high, wide = (same_padding(*axis) for axis in axes)
        return high, wide
    if padding == "valid":
        padding = 0
    if isinstance(padding, str):
        raise ValueError(f'padding is "valid", "same" or numbers of pixels, not {padding!r}')
    if isinstance(padding, int):
        return (padding, padding), (padding, padding)
    (top, bottom), (left, right) = padding
    return (top, bottom), (left, right)


def _flat(padding: Padding) -> Padding:
    """The padding of a sequence, for the image of height one that stands for it."""
    if isinstance(padding, str):
        return padding
    before, after = (padding, padding) if isinstance(padding, int) else padding
    return (0, 0), (before, after)  # type: ignore[return-value]


def _pad(x: np.ndarray, pads: Pads) -> np.ndarray:
    return np.pad(x, ((0, 0), *pads, (0, 0)))
