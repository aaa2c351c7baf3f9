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


def inputs_conv_transpose2d(
    rng: Generator,
) -> Iterator[tuple[Array, Array, Array, int]]:
    """x (B, H, W, C), W (kh, kw, C, F), b (F,) and a stride."""
    for shape, (kh, kw, F), stride in cycle(
        [
            ((1, 3, 2, 1), (2, 2, 1), 2),
            ((2, 2, 5, 3), (3, 2, 4), 1),
            ((3, 4, 3, 2), (3, 4, 5), 2),
            ((2, 3, 4, 2), (1, 2, 2), 3),
            ((1, 2, 2, 2), (2, 2, 2), 2),
            ((1, 1, 1, 1), (3, 3, 2), 1),
            ((2, 3, 3, 1), (3, 3, 1), 1),
            ((1, 2, 4, 3), (2, 3, 3), 2),
        ]
    ):
        W = rng.normal(size=(kh, kw, shape[3], F))
        yield rng.normal(size=shape), W, rng.normal(size=F), stride


def inputs_crop_and_concatenate(
    rng: Generator,
) -> Iterator[tuple[Array, Array]]:
    """skip (B, H', W', D) and x (B, H, W, C), no larger."""
    for tall, wide, h, w in cycle(
        [
            (9, 6, 4, 6),
            (4, 4, 4, 4),
            (8, 8, 4, 4),
            (5, 10, 2, 3),
            (8, 7, 6, 3),
            (3, 9, 2, 7),
        ]
    ):
        B, D, C = rng.integers(1, 4, size=3)
        skip = rng.normal(size=(B, tall, wide, D))
        yield skip, rng.normal(size=(B, h, w, C))


def inputs_unet_sizes(rng: Generator) -> Iterator[tuple[int, int]]:
    """A size and a depth: four that fit, two with odd maps, two too small."""
    for depth, bottom, change in cycle(
        [
            (1, 3, 0),
            (3, 3, 0),
            (2, 3, 0),
            (0, 3, 0),
            (2, 3, 2),
            (1, 3, 1),
            (1, 2, 0),
            (3, 0, 0),
        ]
    ):
        spare = int(rng.integers(1, 6)) if bottom == 3 else 0
        yield (bottom + spare + 8) * 2**depth - 4 + change, depth


def inputs_cross_entropy(
    rng: Generator,
) -> Iterator[tuple[Array, Array, Array]]:
    """z (B, H, W, K), some of it large, y (B, H, W) and weights (K,)."""
    for shape, K, scale in cycle(
        [
            ((1, 2, 3), 2, 1),
            ((3, 4, 5), 4, 2),
            ((2, 2, 2), 3, 800),
            ((1, 1, 1), 2, 1),
        ]
    ):
        z, y = rng.normal(0, scale, (*shape, K)), rng.integers(0, K, shape)
        yield z, y, rng.uniform(0.1, 4, K)


def inputs_dice_loss(rng: Generator) -> Iterator[tuple[Array, Array]]:
    """p and t (B, H, W, K); at times a class occurs nowhere."""
    for shape, K in cycle([((1, 3, 2), 2), ((1, 2, 2), 1), ((3, 3, 4), 3)]):
        t = np.eye(K)[rng.integers(0, max(K - 1, 1), shape)]
        yield rng.uniform(size=(*shape, K)), t


def inputs_iou(rng: Generator) -> Iterator[tuple[Array, Array, int]]:
    """y and y_hat (B, H, W), and K; some classes are in one or in neither."""
    for shape, K, true, said in cycle(
        [
            ((2, 3, 4), 3, (0, 3), (0, 3)),
            ((1, 2, 2), 4, (0, 2), (1, 3)),
            ((3, 5, 6), 6, (0, 4), (2, 5)),
            ((1, 1, 3), 2, (0, 1), (0, 2)),
        ]
    ):
        yield rng.integers(*true, shape), rng.integers(*said, shape), K


def inputs_overlay(
    rng: Generator,
) -> Iterator[tuple[Array, Array, Array, float]]:
    """An image (H, W), its labels in blocks, colours (K, 3) and alpha."""
    for H, W, K in cycle([(4, 7, 3), (9, 5, 4), (2, 2, 2), (6, 8, 3)]):
        coarse = rng.integers(0, K, (H // 2 + 1, W // 2 + 1))
        labels = coarse.repeat(2, axis=0).repeat(2, axis=1)[:H, :W]
        image, colours = rng.uniform(size=(H, W)), rng.uniform(size=(K, 3))
        yield image, labels, colours, float(rng.uniform(0.1, 0.45))
