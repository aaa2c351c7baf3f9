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
ALMOST = float(np.nextafter(1.0, 0.0))  # the largest number below 1


def inputs_perplexity_and_bits(
    rng: Generator,
) -> Iterator[tuple[Array, Array]]:
    """Log probabilities (B, T), arbitrary padding, and the mask."""
    for B, T, padding in cycle(
        [
            (2, 4, 0.0),
            (1, 6, -2.0),
            (3, 5, -np.inf),
            (4, 3, np.nan),
            (1, 1, 0.0),
            (5, 400, -1.0),
        ]
    ):
        mask = rng.random((B, T)) < 0.6
        mask[0, 0] = True
        probs = rng.uniform(0.01, 1, size=(B, T))
        yield np.where(mask, np.log(probs), padding), mask


def inputs_windows(rng: Generator) -> Iterator[tuple[Array, int, int]]:
    """Characters (N,), rows and length; most leave some over."""
    for N, B, T in cycle(
        [
            (26, 3, 3),
            (25, 2, 4),
            (20, 2, 4),
            (9, 1, 3),
            (2, 1, 1),
            (40, 4, 4),
            (31, 5, 2),
            (48, 3, 4),
        ]
    ):
        yield rng.integers(0, 40, size=N), B, T


def inputs_soften(rng: Generator) -> Iterator[tuple[Array, float]]:
    """Logits (..., V), some huge, equal or -inf, and a temperature."""
    for shape, size, temperature in cycle(
        [
            ((4,), 1, 0.5),
            ((3, 5), 2, 2.0),
            ((2, 6), 1000, 1.0),
            ((3, 4), 1, 0.0),
            ((2, 3, 3), 3, 0.3),
            ((1, 7), 1, 0.0),
            ((5, 2), 20, 4.0),
            ((2, 1), 1, 1.0),
        ]
    ):
        logits = rng.normal(0, size, size=shape)
        if temperature == 0:
            logits = logits.round()
            logits[..., -1] = logits.max(axis=-1)  # at least one is equal
        elif shape[-1] > 4:
            logits[..., 2] = -np.inf
            logits[0] += 5000  # far above the other rows
        yield logits, temperature


def inputs_keep_likely(
    rng: Generator,
) -> Iterator[tuple[Array, int, float]]:
    """Distributions (B, V) with equals, a number and a mass.

    They are made of 16ths, so that with k = V sums are exact.
    """
    for B, V, k, mass in cycle(
        [
            (7, 6, 6, 0.75),
            (6, 5, 2, 0.61803),
            (2, 8, 4, 1.0),
            (4, 6, 6, 0.91421),
            (1, 10, 10, 1.0),
            (3, 7, 5, 0.31847),
            (7, 8, 8, 0.5),
            (5, 4, 1, 0.9),
        ]
    ):
        if V == 10:  # the sums end below 1
            yield np.full((1, 10), 0.1), k, mass
        else:
            yield rng.multinomial(16, np.full(V, 1 / V), B) / 16, k, mass


def inputs_draw(rng: Generator) -> Iterator[tuple[Array, Array]]:
    """Distributions (B, V) with zeros, and numbers (B,)."""
    for B, V in cycle([(6, 4), (1, 5), (9, 3), (6, 10), (2, 4), (8, 2)]):
        if (B, V) == (2, 4):  # the sums end below 1
            yield np.array([[0.7, 0.2, 0.1, 0]] * 2), np.array([ALMOST, 0.0])
        else:
            p = rng.multinomial(8, np.full(V, 1 / V), B) / 8
            yield p, rng.integers(0, 8, size=B) / 8  # often equal to a sum


def inputs_beam_search(
    rng: Generator,
) -> Iterator[tuple[Array, int, int]]:
    """Log probabilities (S, V, V), a start and a width."""
    for S, V, start, width in cycle(
        [
            (3, 4, 1, 3),
            (2, 3, 2, 30),
            (5, 3, 0, 1),
            (1, 6, 4, 2),
            (6, 5, 3, 4),
            (3, 2, 1, 5),
            (4, 6, 5, 20),
            (8, 4, 2, 2),
        ]
    ):
        P = rng.dirichlet(np.full(V, 0.7), size=(S, V)) + 1e-6
        yield np.log(P), start, width


def _text(rng: Generator, length: int, letters: str = "abc") -> str:
    return "".join(rng.choice([*letters], size=length))


def inputs_distinct(rng: Generator) -> Iterator[tuple[list[str], int]]:
    """Texts of several lengths, and a length of passages."""
    for lengths, n in cycle(
        [
            ((9, 5), 2),
            ((12,), 3),
            ((0, 4, 20), 2),
            ((6, 6, 6), 1),
            ((2, 30, 1), 4),
            ((5,), 5),
        ]
    ):
        yield [_text(rng, length) for length in lengths], n


def inputs_copied(rng: Generator) -> Iterator[tuple[str, str, int]]:
    """A text that ends in a copy or all but one, a source, and a length."""
    for length, long, n, last in cycle(
        [
            (12, 12, 2, 2),
            (20, 30, 3, 2),
            (3, 9, 4, 4),
            (30, 60, 4, 3),
            (0, 5, 2, 1),
            (9, 0, 1, 0),
            (40, 90, 5, 5),
            (15, 15, 1, 0),
        ]
    ):
        text, source = _text(rng, length, "abcd"), _text(rng, long)
        yield text + source[:last], source, n
