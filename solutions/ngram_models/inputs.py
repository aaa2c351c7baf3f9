"""Random inputs for the functions that the assignment asks for.

Each ``inputs_NAME(rng)`` takes a NumPy random generator and yields tuples of
arguments for ``NAME``, as the assignment's text allows them, without end; the
same seed yields the same tuples.
"""

import numpy as np


def inputs_ngrams(rng):
    """Numbers of characters (L,), from 2 on, and an order."""
    while True:
        for length in (0, 1, 2, 9):
            for n in (1, 2, 3, 4):
                yield rng.integers(2, 9, size=length), n


def inputs_count_ngrams(rng):
    """N-grams (N, n) with many repetitions, and the number of symbols."""
    while True:
        for rows, n, V in [
            (0, 2, 3),
            (1, 3, 3),
            (30, 1, 5),
            (30, 2, 4),
            (40, 3, 3),
        ]:
            yield rng.integers(0, V, size=(rows, n)), V


def inputs_probabilities(rng):
    """Counts (..., V), some histories without any, and alpha."""
    while True:
        for shape in [(5,), (1, 3), (4, 4), (2, 6), (3, 3, 3)]:
            for alpha in (0, 0.1, 1):
                seen = rng.integers(0, 2, size=(*shape[:-1], 1))
                yield rng.integers(0, 9, size=shape) * seen, alpha


def inputs_perplexity(rng):
    """Probabilities (N,): few, many, and one that is 0."""
    while True:
        for length in (1, 2, 10, 5000):
            yield (rng.uniform(0.001, 1, size=length),)
        yield (np.append(rng.uniform(0.1, 1, size=4), 0.0),)


def inputs_em_weights(rng):
    """Probabilities (N, K) by several models, and a number of steps."""
    while True:
        for rows, models in [(1, 2), (5, 1), (8, 3), (30, 4)]:
            for steps in (0, 1, 2, 10):
                yield rng.uniform(0.01, 1, size=(rows, models)), steps


def inputs_generate(rng):
    """Distributions, n axes of length V, with zeros; and numbers (T,)."""
    while True:
        for n, V in [(2, 3), (2, 8), (3, 4), (4, 3)]:
            for length in (0, 1, 20):
                P = rng.integers(0, 4, size=(V,) * n) + np.eye(V)[2]
                yield (
                    P / P.sum(axis=-1, keepdims=True),
                    rng.uniform(0, 0.999, size=length),
                )


def inputs_best_threshold(rng):
    """Perplexities (A,) and (B,), with values in common.

    A and B are powers of two, so that shares are exact and equal accuracies
    compare as equal.
    """
    while True:
        for a, b in [(1, 1), (4, 8), (16, 2), (32, 64)]:
            for _ in range(3):
                yield (
                    rng.integers(2, 20, size=a) / 2,
                    rng.integers(8, 40, size=b) / 2,
                )
