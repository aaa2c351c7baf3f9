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
SIZES = [  # sequences B, steps T, features d, units u
    (2, 3, 2, 3),
    (1, 4, 1, 2),
    (3, 2, 4, 2),
    (1, 1, 1, 1),
    (3, 3, 3, 3),
    (2, 6, 1, 4),
    (4, 1, 2, 3),
    (1, 5, 3, 1),
]


def inputs_step(
    rng: Generator,
) -> Iterator[tuple[Array, Array, Array, Array, Array]]:
    """x (B, d), h (B, u), W (d, u), U (u, u) and b (u,)."""
    for x, W, U, b, h0 in _layers(rng):
        yield x[:, 0], h0, W, U, b


def inputs_rnn(
    rng: Generator,
) -> Iterator[tuple[Array, Array, Array, Array, Array | None, bool]]:
    """x (B, T, d), weights, h0 (B, u) or None, and whether every state."""
    for i, (x, W, U, b, h0) in enumerate(_layers(rng)):
        yield x, W, U, b, None if i % 3 == 1 else h0, i % 2 == 0


def inputs_count_parameters(
    rng: Generator,
) -> Iterator[tuple[int, list[int], int, int]]:
    """Features, units of up to three layers, outputs, vectors of biases."""
    for layers, biases in cycle([(2, 1), (1, 2), (3, 2), (0, 1), (3, 1)]):
        d, k, *units = map(int, rng.integers(2, 12, size=layers + 2))
        yield d, units, k, biases


def inputs_rnn_backward(
    rng: Generator,
) -> Iterator[tuple[Array, Array, Array, Array, Array]]:
    """dy (B, T, u), x (B, T, d), the states h (B, T, u), U and h0."""
    for x, W, U, b, h0 in _layers(rng):
        h = _states(x, W, U, b, h0)
        yield rng.normal(size=h.shape), x, h, U, h0


def inputs_clip_by_global_norm(
    rng: Generator,
) -> Iterator[tuple[list[Array], float]]:
    """Arrays of up to three axes, and a threshold; one in five is zero."""
    for length in cycle([2.0, 0.5, 30.0, 1.1, 0.0]):
        shapes = [rng.integers(1, 5, size=axes) for axes in (2, 1, 3)]
        grads = [rng.normal(size=shape) for shape in shapes]
        norm = np.sqrt(sum(np.sum(g**2) for g in grads))
        threshold = rng.uniform(0.2, 3)
        yield [g * threshold * length / norm for g in grads], threshold


def inputs_gradient_flow(rng: Generator) -> Iterator[tuple[Array, Array]]:
    """The states (T, u) of one sequence, and U (u, u)."""
    for x, W, U, b, h0 in _layers(rng):
        yield _states(x, W, U, b, h0)[0], U


def _layers(
    rng: Generator,
) -> Iterator[tuple[Array, Array, Array, Array, Array]]:
    """Sequences, weights, bias and first states."""
    for B, T, d, u in cycle(SIZES):
        W, U = rng.normal(size=(d, u)), rng.normal(size=(u, u))
        x, h0 = rng.normal(size=(B, T, d)), np.tanh(rng.normal(size=(B, u)))
        yield x, W, U, rng.normal(size=u), h0


def _states(x: Array, W: Array, U: Array, b: Array, h: Array) -> Array:
    """The states (B, T, u) of a run."""
    states = []
    for inputs in x.swapaxes(0, 1):
        h = np.tanh(inputs @ W + h @ U + b)
        states.append(h)
    return np.stack(states, axis=1)
