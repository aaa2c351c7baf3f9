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


def inputs_cooccurrence(
    rng: Generator,
) -> Iterator[tuple[Array, Array, int, int]]:
    """ids (N,) and their sentences (N,), V and a window."""
    for N, V, window, sentences in cycle(
        [
            (30, 6, 1, 3),
            (40, 5, 3, 6),
            (12, 3, 20, 1),
            (25, 4, 2, 1),
            (3, 4, 5, 1),
            (1, 2, 2, 1),
            (18, 3, 4, 4),
            (0, 2, 1, 1),
        ]
    ):
        ids = rng.integers(0, V, N)
        last = 2 * sentences - 1  # some numbers are left out
        yield ids, np.sort(rng.integers(0, last, N)), V, window


def inputs_ppmi(rng: Generator) -> Iterator[tuple[Array, float, int]]:
    """X (V, W), with zeros, rows and columns of zeros; alpha and k."""
    for shape, alpha, k in cycle(
        [
            ((6, 6), 0.75, 1),
            ((4, 7), 1.0, 1),
            ((7, 3), 0.5, 2),
            ((5, 5), 0.75, 5),
            ((1, 4), 0.75, 1),
            ((8, 8), 1.0, 3),
        ]
    ):
        X = rng.integers(0, 4, shape) * rng.uniform(0.2, 3, shape)
        X[-1, 0] = 5
        if min(shape) > 3:
            X[1], X[:, 2] = 0, 0
        yield X, alpha, k


def inputs_svd_vectors(rng: Generator) -> Iterator[tuple[Array, int]]:
    """M (V, W) whose singular values lie apart, and d.

    M is positive where d is 1, and then all of the column has one sign.
    """
    for V, W, d in cycle([(6, 6, 2), (8, 3, 3), (4, 9, 2), (5, 5, 1)]):
        rank = min(V, W)
        Q, _ = np.linalg.qr(rng.normal(size=(V, rank)))
        R, _ = np.linalg.qr(rng.normal(size=(W, rank)))
        M = (Q * (rank + 0.5 - np.arange(rank))) @ R.T
        yield (M if d > 1 else rng.uniform(1, 4, (V, W))), d


def inputs_negative_sampling(
    rng: Generator,
) -> Iterator[tuple[Array, Array, Array, Array, Array]]:
    """E and C (V, d), centre (n,), context (n,), negatives (n, k)."""
    for V, d, n, k, scale in cycle(
        [
            (6, 3, 10, 2, 1),
            (3, 2, 7, 4, 1),
            (9, 5, 20, 5, 1),
            (5, 1, 1, 1, 1),
            (4, 3, 5, 2, 30),
        ]
    ):
        E, C = scale * rng.normal(size=(2, V, d))
        centre, context = rng.integers(0, V, (2, n))
        yield E, C, centre, context, rng.integers(0, V, (n, k))


def inputs_nearest(rng: Generator) -> Iterator[tuple[Array, Array, int]]:
    """E (V, d), words (m,), and n; a row of zeros, a parallel one."""
    for V, d, m, n in cycle(
        [(9, 3, 4, 3), (12, 2, 3, 11), (20, 5, 20, 6), (6, 2, 1, 2)]
    ):
        E = rng.normal(size=(V, d)) * rng.uniform(0.1, 9, (V, 1))
        words = rng.permutation(V)[:m]
        if m == 3:
            E[np.setdiff1d(np.arange(V), words)[0]] = 0
        if m == 1:  # else two neighbours would be equally near
            words = np.array([V - 1])
            E[0] = 2 * E[V - 1]
        yield E, words, n


def inputs_analogy(
    rng: Generator,
) -> Iterator[tuple[Array, Array, Array, Array]]:
    """E (V, d) and words a, b, c (m,)."""
    for V, d, m in cycle([(7, 3, 9), (20, 2, 30), (4, 2, 1), (25, 8, 40)]):
        E = rng.normal(size=(V, d)) * rng.uniform(0.1, 9, (V, 1))
        a, b, c = np.array([rng.permutation(V)[:3] for _ in range(m)]).T
        yield E, a, b, c


def inputs_ranks(rng: Generator) -> Iterator[tuple[Array]]:
    """Numbers (n,), many of them equal."""
    for n, levels in cycle([(6, 3), (20, 5), (1, 2), (15, 1000)]):
        yield (rng.integers(0, levels, n) / 2,)


def inputs_rank_correlation(rng: Generator) -> Iterator[tuple[Array, Array]]:
    """Cosines (n,), some of them NaN, and scores (n,), with equal ones."""
    for n, levels, missing, slope in cycle(
        [(8, 4, 2, 1), (30, 6, 9, -1), (12, 1000, 0, 1), (20, 3, 15, -1)]
    ):
        scores = rng.integers(0, levels, n) / 2
        similarity = rng.integers(-4, 5, n) / 8 + slope * scores / levels
        similarity[:2], scores[:2] = (-0.9, 0.95), (0, levels)[::slope]
        similarity[n - missing :] = np.nan
        order = rng.permutation(n)
        yield similarity[order], scores[order]
