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
GRIDS = [(4, 0.5), (1, 1.0), (9, 0.25), (30, 0.1), (2, 2.0), (17, 0.05)]
SHAPES = [((3,), (5,)), ((4, 1), (2, 1)), ((1,), (1,)), ((2, 3, 2), (3, 2))]
FEATURES = [  # n, m, d
    (2, 3, 1),
    (7, 4, 2),
    (12, 12, 3),
    (3, 2, 5),
    (20, 30, 4),
    (4, 5, 8),
    (3, 3, 2),
]
CLOUDS = [(15, 6, 2, 1), (2, 3, 1, 1), (40, 25, 3, 2), (20, 9, 2, 4)]


def inputs_optimal_discriminator(
    rng: Generator,
) -> Iterator[tuple[Array, Array]]:
    """Two densities (n,), each 0 at some points."""
    for n, dx in cycle(GRIDS):
        yield _densities(rng, n, dx)


def inputs_game_value(
    rng: Generator,
) -> Iterator[tuple[Array, Array, Array, float]]:
    """Any D, sometimes certain and right, one in five certain and wrong."""
    for (n, dx), wrong in zip(cycle(GRIDS), cycle([0, 0, 1, 0, 0])):
        p, q = _densities(rng, n, dx)
        D = rng.uniform(0.05, 0.95, size=n)
        D[p == 0], D[q == 0] = 0, 1
        if wrong:
            D[0] = rng.integers(2)
            p[0] = q[0] = 0.5
        yield D, p, q, dx


def inputs_jensen_shannon(
    rng: Generator,
) -> Iterator[tuple[Array, Array, float]]:
    """Two densities (n,) and the step; each sums to one over the step."""
    for n, dx in cycle(GRIDS):
        yield *_densities(rng, n, dx), dx


def inputs_discriminator_loss(rng: Generator) -> Iterator[tuple[Array, Array]]:
    """Logits of two shapes, some of them very large."""
    for (one, two), size in zip(cycle(SHAPES), cycle([0, 900, 0, 60, 0])):
        yield _logits(rng, one, size), _logits(rng, two, size)


def inputs_generator_loss(rng: Generator) -> Iterator[tuple[Array, bool]]:
    """Logits, some of them very large, and which of the losses."""
    for (shape, _), size in zip(cycle(SHAPES), cycle([0, 900, 0, 0, 60])):
        for saturating in (True, False):
            yield _logits(rng, shape, size), saturating


def inputs_discriminator_backward(
    rng: Generator,
) -> Iterator[tuple[Array, Array]]:
    """dz and x, both (B,)."""
    for B in cycle([3, 1, 8, 2]):
        yield rng.normal(size=B), rng.normal(size=B)


def inputs_generator_backward(
    rng: Generator,
) -> Iterator[tuple[Array, Array, Array, Array]]:
    """dz and u (B,), g (2,), w (3,)."""
    for B in cycle([3, 1, 8, 2]):
        dz, u = rng.normal(size=(2, B))
        yield dz, u, rng.normal(size=2), rng.normal(size=3)


def inputs_frechet(rng: Generator) -> Iterator[tuple[Array, Array]]:
    """Features that are correlated; every fourth pair is equal but moved."""
    for (n, m, d), equal in zip(cycle(FEATURES), cycle([0, 0, 0, 1])):
        a = rng.normal(size=(n, d)) @ rng.normal(size=(d, d))
        b = rng.normal(size=(m, d)) @ rng.normal(size=(d, d)) + 1
        yield a, a + rng.normal(size=d) if equal else b


def inputs_coverage(rng: Generator) -> Iterator[tuple[Array, Array, int]]:
    """Features, every second time whole numbers, and how many neighbours."""
    for n, m, d, k in cycle(CLOUDS):
        yield rng.normal(size=(n, d)), rng.normal(size=(m, d)) + 0.7, k
        real = rng.integers(0, 4, size=(n, d)).astype(float)
        yield real, rng.integers(0, 6, size=(m, d)).astype(float), k


def _densities(rng: Generator, n: int, dx: float) -> tuple[Array, Array]:
    """Two densities, positive at the first point; both 0 at the last."""
    p, q = rng.uniform(0.1, 1, size=(2, n)) ** 2
    p[1:] *= rng.uniform(size=n - 1) > 0.3
    q[1:] *= rng.uniform(size=n - 1) > 0.3
    p[1:][-1:] = q[1:][-1:] = 0
    return p / (p.sum() * dx), q / (q.sum() * dx)


def _logits(rng: Generator, shape: tuple[int, ...], size: float) -> Array:
    """Random ones, or of this size with either sign in turn."""
    if not size:
        return 3 * rng.normal(size=shape)
    return np.resize([-size, 0.75 * size], shape)
