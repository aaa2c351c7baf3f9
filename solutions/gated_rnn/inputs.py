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
LAYERS = [(3, 2, 3), (1, 4, 2), (5, 1, 4), (2, 3, 1)]  # B, d, u
STACKS = [  # kind, units of how many layers, library, bidirectional
    ("lstm", 1, "keras", False),
    ("lstm", 2, "torch", True),
    ("gru", 1, "keras", True),
    ("gru", 3, "torch", False),
    ("rnn", 3, "keras", True),
    ("rnn", 2, "torch", False),
    ("lstm", 3, "keras", True),
    ("gru", 2, "keras", False),
]
SERIES = [  # values, for training, lookback, horizon
    (20, 12, 3, 2),
    (15, 10, 2, 1),
    (30, 18, 5, 4),
    (12, 8, 1, 3),
    (25, 24, 4, 2),
]
SEASONS = [  # values, start, season, horizon
    (20, 12, 4, 4),
    (30, 16, 4, 6),
    (15, 7, 1, 3),
    (40, 24, 12, 1),
    (25, 18, 6, 12),
]
WALKS = [  # rows, features, origins, horizon
    (30, 2, [12, 17, 26], 3),
    (25, 1, [10, 15, 20], 1),
    (20, 3, [14], 2),
    (40, 4, [20, 30], 7),
    (22, 2, [11, 12, 20], 5),
]
ERRORS = [(19, 3), (5, 0), (40, 2), (9, 1), (99, 5), (30, 0), (15, 6), (60, 1)]


def inputs_lstm_step(rng: Generator) -> Iterator[tuple[Array, ...]]:
    """x (B, d), h and c (B, u), W (d, 4u), U (u, 4u) and b (4u,)."""
    for B, d, u in cycle(LAYERS):
        x, h, c = (rng.normal(size=(B, k)) for k in (d, u, u))
        W, U = (rng.normal(size=(k, 4 * u)) for k in (d, u))
        yield x, h, c, W, U, rng.normal(size=4 * u)


def inputs_gru_to_torch(rng: Generator) -> Iterator[tuple[Array, ...]]:
    """W (d, 3u), U (u, 3u) and b (2, 3u)."""
    for _, d, u in cycle(LAYERS):
        yield tuple(rng.normal(size=(k, 3 * u)) for k in (d, u, 2))


def inputs_lstm_from_torch(rng: Generator) -> Iterator[tuple[Array, ...]]:
    """Two matrices, (4u, d) and (4u, u), and two biases (4u,)."""
    for _, d, u in cycle(LAYERS):
        matrices = [rng.normal(size=(4 * u, k)) for k in (d, u)]
        yield *matrices, *rng.normal(size=(2, 4 * u))


def inputs_parameters(
    rng: Generator,
) -> Iterator[tuple[str, int, list[int], str, bool]]:
    """Every kind, with one to three layers of different sizes."""
    for kind, layers, library, both in cycle(STACKS):
        units = rng.permutation(np.arange(2, 12))[:layers].tolist()
        yield kind, int(rng.integers(1, 20)), units, library, both


def inputs_windows(rng: Generator) -> Iterator[tuple[Array, int, int]]:
    """values (n,), lookback and horizon."""
    for n, _, lookback, horizon in cycle(SERIES):
        yield rng.normal(40, 9, size=n), lookback, horizon


def inputs_split(rng: Generator) -> Iterator[tuple[Array, int, int, int]]:
    """values (n,), how many are for training, lookback and horizon."""
    for n, n_train, lookback, horizon in cycle(SERIES):
        values = rng.normal(40, 9, size=n) + np.arange(n)
        yield values, n_train, lookback, horizon


def inputs_seasonal_naive(
    rng: Generator,
) -> Iterator[tuple[Array, int, int, int]]:
    """values (n,), start, season and horizon."""
    for n, start, season, horizon in cycle(SEASONS):
        yield rng.normal(size=n), start, season, horizon


def inputs_scores(
    rng: Generator,
) -> Iterator[tuple[Array, Array, Array, int]]:
    """y and y_hat (n,), past (N,) and season."""
    for n, _, season, _ in cycle(SEASONS):
        y, y_hat = rng.normal(5, 3, size=(2, n))
        yield y, y_hat, rng.normal(5, 3, size=n + season), season


def inputs_walk_forward(
    rng: Generator,
) -> Iterator[tuple[Array, Array, list[int], int, float]]:
    """X (n, d), y (n,), which depends on it, origins, horizon and λ."""
    for n, d, origins, horizon in cycle(WALKS):
        X = rng.normal(size=(n, d))
        y = X @ rng.normal(size=d) + rng.normal(3, 1, size=n)
        yield X, y, list(origins), horizon, float(rng.uniform(0.1, 2))


def inputs_interval(rng: Generator) -> Iterator[tuple[Array, float]]:
    """errors (n,), and a probability that makes k what ERRORS says."""
    for n, k in cycle(ERRORS):
        above = rng.uniform(0.01, 0.03) if k else 0.6
        yield rng.gamma(2, 3, size=n) - 4, float(2 * (k + above) / (n + 1))


def inputs_coverage(rng: Generator) -> Iterator[tuple[Array, Array, Array]]:
    """Values and ends of intervals (n,), small whole numbers."""
    for n in cycle([7, 20, 1, 12]):
        low = rng.integers(-4, 4, size=n).astype(float)
        width = rng.integers(0, 6, size=n)
        yield rng.integers(-4, 6, size=n).astype(float), low, low + width
