"""Random arguments for the functions that this assignment asks for.

``inputs_NAME(rng)`` yields argument tuples for ``NAME``, without end. A right
answer returns what the solution returns, up to rounding. Shapes come in turn
rather than at random, so that eight of them already tell known mistakes apart.
"""

from collections.abc import Iterator
from itertools import cycle

import numpy as np
from numpy.random import Generator

Array = np.ndarray
LAYERS = [  # images (B, H, W, C), kernels (kh, kw, F), stride
    ((2, 5, 7, 3), (3, 2, 4), 1),
    ((1, 4, 6, 1), (2, 3, 1), 1),
    ((3, 8, 7, 2), (3, 3, 5), 2),
    ((2, 9, 6, 2), (1, 4, 3), 3),
    ((1, 7, 7, 1), (3, 3, 2), 2),
    ((2, 4, 4, 2), (2, 2, 2), 3),
    ((1, 1, 1, 1), (1, 1, 1), 1),
    ((4, 3, 5, 1), (3, 3, 2), 1),
]
BLOCKS = [  # images (B, H, W, C), size of a block
    ((1, 4, 6, 1), 2),
    ((2, 5, 7, 3), 2),
    ((2, 7, 9, 2), 3),
    ((1, 2, 2, 2), 1),
]


def inputs_output_size(
    rng: Generator,
) -> Iterator[tuple[int, int, int, int, int]]:
    """Size, kernel, stride, padding and dilation; one in eight does not fit.

    The sizes leave no pixel over, or one, as the last number says.
    """
    for kernel, stride, padding, dilation, over in cycle(
        [
            (3, 1, 1, 1, 0),
            (3, 2, 1, 1, 0),
            (3, 3, 2, 2, 0),
            (2, 2, 0, 3, 1),
            (5, 2, 1, 1, 1),
            (3, 1, 0, 2, 0),
            (7, 1, 0, 1, -20),
            (1, 3, 1, 1, 1),
        ]
    ):
        reach = (kernel - 1) * dilation + 1
        size = reach + stride * int(rng.integers(4, 12)) - 2 * padding + over
        yield max(size, 1), kernel, stride, padding, dilation


def inputs_pad_same(rng: Generator) -> Iterator[tuple[Array, int, int]]:
    """x (B, H, W, C), a kernel and a stride, which may be the larger one."""
    for H, W, kernel, stride in cycle(
        [
            (5, 8, 3, 1),
            (6, 9, 3, 2),
            (7, 4, 2, 3),
            (8, 5, 1, 2),
            (4, 6, 5, 2),
            (1, 3, 4, 1),
            (9, 10, 4, 3),
            (3, 7, 5, 1),
        ]
    ):
        B, C = rng.integers(1, 4, size=2)
        yield rng.normal(size=(B, H, W, C)), kernel, stride


def inputs_conv2d(rng: Generator) -> Iterator[tuple[Array, Array, Array, int]]:
    """x (B, H, W, C), W (kh, kw, C, F), b (F,) and a stride."""
    for x, W, stride in _layers(rng):
        yield x, W, rng.normal(size=W.shape[3]), stride


def inputs_conv2d_backward(
    rng: Generator,
) -> Iterator[tuple[Array, Array, Array, int]]:
    """dy (B, H', W', F), x, W and a stride."""
    for x, W, stride in _layers(rng):
        h, v = (np.array(x.shape[1:3]) - W.shape[:2]) // stride + 1
        yield rng.normal(size=(len(x), h, v, W.shape[3])), x, W, stride


def inputs_max_pool(rng: Generator) -> Iterator[tuple[Array, int]]:
    """x (B, H, W, C), at least one block large, and the size of a block."""
    return _blocks(rng)


def inputs_max_pool_backward(
    rng: Generator,
) -> Iterator[tuple[Array, Array, int]]:
    """dy, x, in which many pixels are equal, and the size of a block."""
    for x, size in _blocks(rng):
        B, H, W, C = x.shape
        yield rng.normal(size=(B, H // size, W // size, C)), x, size


def inputs_cost(
    rng: Generator,
) -> Iterator[tuple[list[tuple], tuple[int, int, int]]]:
    """Two convolutions with pooling, every second time a dense end."""
    while True:
        for first, second in [("same", "valid"), ("valid", "same")]:
            F, G, k, m, units = map(int, rng.integers(2, [9, 9, 5, 5, 20]))
            layers = [("conv", F, k, first), ("conv", G, m, second)]
            shape = tuple(map(int, rng.integers([13, 13, 2], [30, 30, 5])))
            layers.insert(int(rng.integers(3)), ("pool", 2))
            yield layers, shape
            yield [*layers, ("flatten",), ("dense", units)], shape


def inputs_receptive_field(
    rng: Generator,
) -> Iterator[tuple[list[tuple[int, int, int]]]]:
    """Up to five layers (kernel, stride, dilation)."""
    for layers in cycle([3, 1, 4, 2, 5, 0, 3, 4]):
        rows = rng.integers(1, [6, 4, 4], size=(layers, 3))
        yield ([tuple(map(int, row)) for row in rows],)


def _layers(rng: Generator) -> Iterator[tuple[Array, Array, int]]:
    """Images, kernels that fit into them, and a stride."""
    for shape, (kh, kw, F), stride in cycle(LAYERS):
        W = rng.normal(size=(kh, kw, shape[3], F))
        yield rng.normal(size=shape), W, stride


def _blocks(rng: Generator) -> Iterator[tuple[Array, int]]:
    """Images and the size of a block; every second time with equal pixels."""
    while True:
        for shape, size in BLOCKS:
            yield rng.normal(-1, 1, size=shape), size
            yield rng.integers(-3, 0, size=shape).astype(float), size
