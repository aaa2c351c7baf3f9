"""The embedding table: a dense layer on one-hot vectors, without the zeros."""

from __future__ import annotations

import numpy as np


def embedding(x: np.ndarray, E: np.ndarray) -> np.ndarray:
    """Look rows up: y[...] = E[x[...]].

    Args:
        x: Token numbers (...), integers from 0 to V - 1.
        E: Table (V, d): V tokens, d dimensions (Bengio et al., 2003).

    Returns:
        Vectors (..., d).

    Raises:
        IndexError: A number is negative, or V or more; NumPy alone would count from the end.
    """
    if x.size and (x.min() < 0 or x.max() >= len(E)):
        raise IndexError(f"token numbers {x.min()} to {x.max()}, but the table has {len(E)} rows")
    y: np.ndarray = E[x]
    return y


def embedding_backward(dy: np.ndarray, x: np.ndarray, E: np.ndarray) -> dict[str, np.ndarray]:
    """Gradient of :func:`embedding`: a token that occurs twice collects both.

    Args:
        dy: Gradient with respect to the output (..., d).
        x: Token numbers (...).
        E: Table (V, d).

    Returns:
        Gradient ``E`` (V, d); the token numbers have none.
    """
    dE = np.zeros_like(E)
    np.add.at(dE, x, dy)  # E[x] += dy would keep only one of two equal tokens
    return {"E": dE}
