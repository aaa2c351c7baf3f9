"""Random arguments for the functions that this assignment asks for.

``inputs_NAME(rng)`` yields argument tuples for ``NAME``, without end. A right
answer returns what the solution returns, up to rounding. ``dropout_mask`` has
no generator: its result is random, and right answers may draw differently.
``lasso`` comes with enough sweeps to converge, since the order in which a
right answer visits the weights is its own.
"""

from collections.abc import Iterator

import numpy as np
from numpy.random import Generator

Array = np.ndarray


def inputs_standardise(rng: Generator) -> Iterator[tuple[Array, Array]]:
    """X_train (n, d), at times with a constant feature, and X_test (m, d)."""
    while True:
        n, m, d = rng.integers([2, 1, 1], [12, 6, 6])
        mean, std = rng.normal(0, 5, d), rng.uniform(0.5, 5, d)
        X_train = rng.normal(mean, std, (n, d))
        if rng.random() < 0.3:
            X_train[:, 0] = rng.integers(-3, 4)
        yield X_train, rng.normal(0, 5, (m, d))


def inputs_ridge(rng: Generator) -> Iterator[tuple[Array, Array, float]]:
    """X (n, d) with d above or below n, y (n,) and λ."""
    while True:
        n, d = rng.integers([1, 1], [15, 8])
        X, y = rng.normal(size=(n, d)), rng.normal(size=n)
        yield X, y, rng.uniform(0.05, 3)


def inputs_soft_threshold(rng: Generator) -> Iterator[tuple[Array, float]]:
    """z of one to three axes, and a threshold, at times 0."""
    while True:
        shape = rng.integers(1, 6, size=rng.integers(1, 4))
        yield rng.normal(0, 2, shape), max(0.0, rng.uniform(-1, 3))


def inputs_lasso(rng: Generator) -> Iterator[tuple[Array, Array, float, int]]:
    """X (n, d) with correlated features, n > d, y (n,), λ and sweeps."""
    while True:
        d = rng.integers(1, 6)
        n = d + rng.integers(4, 12)
        X = rng.normal(size=(n, d)) + rng.normal(size=(n, 1))
        y = X @ rng.normal(size=d) + rng.normal(size=n)
        yield X, y, rng.uniform(0.05, 1.5), 300


def inputs_dropout(
    rng: Generator,
) -> Iterator[tuple[Array, Array, float, bool]]:
    """x, a mask of its shape, the rate, and whether in training."""
    while True:
        yield *_masked(rng), bool(rng.random() < 0.7)


def inputs_dropout_backward(
    rng: Generator,
) -> Iterator[tuple[Array, Array, float]]:
    """A gradient, a mask of its shape, and the rate."""
    while True:
        yield _masked(rng)


def inputs_early_stopping(rng: Generator) -> Iterator[tuple[Array, int]]:
    """Losses (epochs,) that fall and rise, with ties, and a patience."""
    while True:
        steps = rng.normal(-0.1, 1, rng.integers(1, 25))
        yield np.round(5 + np.cumsum(steps)), int(rng.integers(1, 6))


def _masked(rng: Generator) -> tuple[Array, Array, float]:
    """An array of two axes, a mask of its shape, and a rate, at times 0."""
    x = rng.normal(size=rng.integers(1, 6, size=2))
    rate = max(0.0, rng.uniform(-0.3, 0.9))
    return x, rng.random(x.shape) >= rate, rate
