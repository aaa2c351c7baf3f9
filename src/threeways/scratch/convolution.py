"""Convolution in one and two dimensions, forward and backward, channels last.

What deep learning calls a convolution is a cross-correlation: the kernel is not flipped.
"""

from __future__ import annotations

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
    pads = _pads(x, W, stride, padding, dilation)
    windows = _windows(_pad(x, pads), W, stride, dilation)  # (B, H', W', C, kh, kw)
    y = np.tensordot(windows, W, axes=([3, 4, 5], [2, 0, 1]))  # (B, H', W', F)
    return y if b is None else y + b


def conv2d_backward(
    dy: np.ndarray,
    x: np.ndarray,
    W: np.ndarray,
    b: np.ndarray | None = None,
    stride: Pair = 1,
    padding: Padding = "valid",
    dilation: Pair = 1,
) -> dict[str, np.ndarray]:
    """Gradients of :func:`conv2d`; that of the images is itself a convolution.

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
    windows = _windows(_pad(x, pads), W, stride, dilation)  # (B, H', W', C, kh, kw)
    dW = np.tensordot(windows, dy, axes=([0, 1, 2], [0, 1, 2]))  # (C, kh, kw, F)
    grads = {
        "x": _input_gradient(dy, x.shape, W, stride, pads, dilation),
        "W": dW.transpose(1, 2, 0, 3),
    }
    return grads if b is None else {**grads, "b": dy.sum(axis=(0, 1, 2))}


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


def _input_gradient(
    dy: np.ndarray,
    shape: tuple[int, ...],
    W: np.ndarray,
    stride: Pair,
    pads: Pads,
    dilation: Pair,
) -> np.ndarray:
    """Gradient of the images (B, H, W, C): dy, spread by the stride, with the kernel flipped."""
    (sh, sw), (kh, kw) = _pair(stride), _reach(W, dilation)
    (top, bottom), (left, right) = pads
    height, width = shape[1] + top + bottom, shape[2] + left + right
    # dy starts kh - 1 rows in, so that every padded pixel sees each output that it went into.
    spread = np.zeros((len(dy), height + kh - 1, width + kw - 1, dy.shape[-1]), dy.dtype)
    rows, columns = dy.shape[1] * sh, dy.shape[2] * sw
    spread[:, kh - 1 : kh - 1 + rows : sh, kw - 1 : kw - 1 + columns : sw] = dy
    flipped = W[::-1, ::-1].swapaxes(2, 3)  # (kh, kw, F, C)
    dx = conv2d(spread, flipped, dilation=dilation)  # (B, height, width, C)
    return dx[:, top : height - bottom, left : width - right]


def _windows(x: np.ndarray, W: np.ndarray, stride: Pair, dilation: Pair) -> np.ndarray:
    """What the kernel sees at each output, a view of x: (B, H', W', C, kh, kw)."""
    reach, (sh, sw), (dh, dw) = _reach(W, dilation), _pair(stride), _pair(dilation)
    if x.shape[-1] != W.shape[-2]:
        raise ValueError(f"the input has {x.shape[-1]} channels, the kernel {W.shape[-2]}")
    if min(np.subtract(x.shape[1:3], reach)) < 0:
        raise ValueError(f"a kernel that reaches over {reach} does not fit into {x.shape[1:3]}")
    windows = sliding_window_view(x, reach, axis=(1, 2))  # (B, ., ., C, ., .)
    return windows[:, ::sh, ::sw, :, ::dh, ::dw]


def _pads(x: np.ndarray, W: np.ndarray, stride: Pair, padding: Padding, dilation: Pair) -> Pads:
    """Zeros at ((top, bottom), (left, right))."""
    if padding == "same":
        axes = zip(x.shape[1:3], W.shape[:2], _pair(stride), _pair(dilation))
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


def _pair(value: Pair) -> tuple[int, int]:
    return (value, value) if isinstance(value, int) else value


def _reach(W: np.ndarray, dilation: Pair) -> tuple[int, int]:
    """Pixels from the first weight to the last one, both included."""
    (kh, kw), (dh, dw) = W.shape[:2], _pair(dilation)
    return (kh - 1) * dh + 1, (kw - 1) * dw + 1
