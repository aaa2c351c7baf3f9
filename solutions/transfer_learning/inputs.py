"""Random arguments for the functions that this assignment asks for.

``inputs_NAME(rng)`` yields argument tuples for ``NAME``, without end. A right
answer returns what the solution returns, up to rounding. Shapes come in turn
rather than at random, so that eight of them already tell known mistakes apart.
"""

from collections.abc import Iterator
from itertools import cycle
from typing import Any

import numpy as np
from numpy.random import Generator

Array = np.ndarray
SHAPES = [(4, 3), (1, 2), (2, 3, 4, 3), (1, 5, 2, 4), (7, 1)]
HEADS = [(5, 3, 4), (1, 2, 3), (8, 4, 2), (3, 1, 5)]  # n, d, k
PLANS = [  # images (B, H, V), and k, C, F, stride of each block
    ((2, 4, 5), [(3, 2, 3, 1), (3, 3, 2, 2)]),
    ((1, 3, 2), [(1, 1, 2, 1)]),
    ((3, 5, 6), [(3, 1, 2, 2), (1, 2, 3, 1), (3, 3, 3, 1)]),
    ((4, 6, 3), [(3, 2, 4, 2)]),
]


def inputs_count(rng: Generator) -> Iterator[tuple[list[Any], int]]:
    """Layers of every kind, and from which on they are trained."""
    for place in cycle([0, 2, 7, 1, 3, 5, 6, 4]):
        k, C, F, d, n = (int(i) for i in rng.integers(2, 7, size=5))
        layers = [("conv", k, C, F), ("norm", F), ("relu",), ("conv", 1, F, d)]
        yield [*layers, ("norm", d), ("pool",), ("dense", d, n)], place


def inputs_stage_of(
    rng: Generator,
) -> Iterator[tuple[int, list[int], float]]:
    """Epochs within stages, at their ends, and after all."""
    for k in cycle([0, 1, 2, 3]):
        lengths = [int(i) for i in rng.integers(2, 6, size=4)]
        if k == 2:
            lengths[1] = 0
        start = sum(lengths[: k + 1])
        yield start - 1, lengths, rng.uniform(0.2, 2)
        yield start, lengths, rng.uniform(0.2, 2)


def inputs_frozen_norm(rng: Generator) -> Iterator[tuple[Any, ...]]:
    """x (..., C), four parameters (C,) and ε."""
    for shape, eps in zip(cycle(SHAPES), cycle([0.5, 1e-3, 2.0])):
        yield rng.normal(2, 3, size=shape), *_norm(rng, shape[-1]), eps


def inputs_frozen_norm_backward(rng: Generator) -> Iterator[tuple[Any, ...]]:
    """dy and x (..., C), three parameters (C,) and ε."""
    for shape, eps in zip(cycle(SHAPES), cycle([0.5, 1e-3, 2.0])):
        gamma, _, mean, variance = _norm(rng, shape[-1])
        dy, x = rng.normal(2, 3, size=(2, *shape))
        yield dy, x, gamma, mean, variance, eps


def inputs_features(
    rng: Generator,
) -> Iterator[tuple[Array, list[dict[str, Any]], float]]:
    """Images, blocks and ε."""
    for images, plan in cycle(PLANS):
        x = rng.normal(size=(*images, plan[0][1]))
        yield x, _blocks(rng, plan), rng.uniform(0.1, 1)


def inputs_head_gradients(rng: Generator) -> Iterator[tuple[Array, ...]]:
    """Features, classes, weights and biases; some logits very large."""
    for (n, d, k), size in zip(cycle(HEADS), cycle([1, 1, 400, 1, 1])):
        y, b = rng.integers(k, size=n), size * rng.normal(size=k)
        yield rng.normal(size=(n, d)), y, size * rng.normal(size=(d, k)), b


def inputs_train_head(rng: Generator) -> Iterator[tuple[Any, ...]]:
    """The same, a rate, and how many steps."""
    for (n, d, k), steps in zip(cycle(HEADS), cycle([3, 1, 6])):
        y, b = rng.integers(k, size=n), rng.normal(size=k)
        H, W = rng.normal(size=(n, d)), rng.normal(size=(d, k))
        yield H, y, W, b, rng.uniform(0.1, 0.6), steps


def inputs_base_gradients(rng: Generator) -> Iterator[tuple[Any, ...]]:
    """dH, images, blocks, the first that is trained, and ε."""
    for (images, plan), frozen in zip(cycle(PLANS), cycle([0, 0, 1, 0, 1])):
        x = rng.normal(size=(*images, plan[0][1]))
        dH = 3 * rng.normal(size=(images[0], plan[-1][2]))
        yield dH, x, _blocks(rng, plan), frozen, rng.uniform(0.1, 1)


def inputs_paired_difference(rng: Generator) -> Iterator[tuple[Array, Array]]:
    """Scores by the same seeds, alone or in several settings."""
    for shape in cycle([(5,), (2,), (6, 4), (3, 1), (9,)]):
        a = rng.normal(80, 9, size=shape)
        yield a, a + rng.normal(2, 3, size=shape)


def _norm(rng: Generator, C: int) -> tuple[Array, ...]:
    """gamma, beta, mean and variance, (C,) each."""
    gamma, beta, mean = rng.normal(size=(3, C))
    return gamma, beta, mean, rng.uniform(0.2, 4, size=C)


def _blocks(
    rng: Generator, plan: list[tuple[int, int, int, int]]
) -> list[dict[str, Any]]:
    """Blocks of a base; β is positive, so that not every ReLU is shut."""
    names = "gamma", "beta", "mean", "variance"
    return [
        {
            "W": rng.normal(size=(k, k, C, F)),
            "stride": stride,
            **dict(zip(names, _norm(rng, F))),
            "beta": rng.uniform(0.2, 1, size=F),
        }
        for k, C, F, stride in plan
    ]
