"""Random arguments for the functions that this assignment asks for: ``inputs_NAME(rng)``."""

from collections.abc import Iterator

import numpy as np
from numpy.random import Generator

Array = np.ndarray


def inputs_mean_squared_error(rng: Generator) -> Iterator[tuple[Array, Array]]:
    """y and y_hat, both (n,)."""
    while True:
        y, y_hat = rng.normal(size=(2, rng.integers(1, 20)))
        yield y, y_hat


def inputs_standard_scores(rng: Generator) -> Iterator[tuple[Array]]:
    """X (n, d), no column constant."""
    while True:
        yield (rng.normal(2, 3, size=rng.integers([2, 1], [20, 5])),)


def inputs_one_hot(rng: Generator) -> Iterator[tuple[Array, int]]:
    """labels (n,) and the number of classes."""
    while True:
        classes = int(rng.integers(1, 8))
        yield rng.integers(0, classes, rng.integers(1, 20)), classes


def inputs_accuracy(rng: Generator) -> Iterator[tuple[Array, Array]]:
    """scores (n, classes), no ties, and labels (n,)."""
    while True:
        n, classes = rng.integers([1, 2], [20, 6])
        yield rng.normal(size=(n, classes)), rng.integers(0, classes, n)
