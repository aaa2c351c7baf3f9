"""Simple, LSTM and GRU recurrent layers, forward and backward through time.

Sequences are (B, T, d): B sequences, T time steps, d features. A layer of u units starts from
zeros and returns every state (B, T, u); ``[:, -1]`` is the last one. Gates lie side by side in the
last axis of the weights: i, f, g, o in the LSTM; z, r, n in the GRU.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np

Weights = Mapping[str, np.ndarray]


class LSTMStates(NamedTuple):
    """What happens inside an LSTM; every array is (B, T, u)."""

    i: np.ndarray  # input gate, 0 to 1
    f: np.ndarray  # forget gate, 0 to 1
    g: np.ndarray  # candidate, -1 to 1
    o: np.ndarray  # output gate, 0 to 1
    c: np.ndarray  # cell
    h: np.ndarray  # state, the output


class GRUStates(NamedTuple):
    """What happens inside a GRU; every array is (B, T, u)."""

    z: np.ndarray  # update gate, 0 to 1: 1 keeps the old state
    r: np.ndarray  # reset gate, 0 to 1
    n: np.ndarray  # candidate, -1 to 1
    m: np.ndarray  # what the old state says to the candidate, before the reset gate
    h: np.ndarray  # state, the output


def sigmoid(x: np.ndarray) -> np.ndarray:
    """1 / (1 + exp(-x)), in a form that cannot overflow."""
    return 0.5 * (1 + np.tanh(0.5 * x))


def rnn(
    x: np.ndarray,
    W: np.ndarray,
    U: np.ndarray,
    b: np.ndarray | None = None,
    h0: np.ndarray | None = None,
) -> np.ndarray:
    """Simple recurrent layer, h_t = tanh(x_t W + h_{t-1} U + b) (Elman, 1990).

    Args:
        x: Sequences (B, T, d).
        W: Input weights (d, u).
        U: Recurrent weights (u, u).
        b: Bias (u,), or None.
        h0: State before the first step (B, u); None for zeros.

    Returns:
        States (B, T, u).
    """
    a = x @ W if b is None else x @ W + b  # (B, T, u)
    h = np.zeros((len(x), x.shape[1] + 1, len(U)), a.dtype)
    h[:, 0] = 0 if h0 is None else h0  # h[:, t] is the state before step t
    for t in range(x.shape[1]):
        h[:, t + 1] = np.tanh(a[:, t] + h[:, t] @ U)
    return h[:, 1:]


def rnn_backward(
    dy: np.ndarray,
    x: np.ndarray,
    W: np.ndarray,
    U: np.ndarray,
    b: np.ndarray | None = None,
    h0: np.ndarray | None = None,
) -> dict[str, np.ndarray]:
    """Gradients of :func:`rnn` by backpropagation through time (Werbos, 1990).

    Args:
        dy: Gradient with respect to every state (B, T, u); zeros but for the last step when only
            the last state is used.
        x: Sequences (B, T, d).
        W: Input weights (d, u).
        U: Recurrent weights (u, u).
        b: Bias (u,), or None.
        h0: State before the first step (B, u), or None.

    Returns:
        Gradients ``x``, ``W``, ``U`` and, where given, ``b`` and ``h0``, each in its argument's
        shape.
    """
    h = rnn(x, W, U, b, h0)
    da, dh = np.empty_like(h), np.zeros_like(h[:, 0])
    for t in reversed(range(x.shape[1])):
        da[:, t] = (dy[:, t] + dh) * (1 - h[:, t] ** 2)
        dh = da[:, t] @ U.T
    before, sums = np.roll(h, 1, axis=1), ([0, 1], [0, 1])
    before[:, 0] = 0 if h0 is None else h0
    dW, dU = np.tensordot(x, da, sums), np.tensordot(before, da, sums)
    grads = {"x": da @ W.T, "W": dW, "U": dU}
    if b is not None:
        grads["b"] = da.sum((0, 1))
    if h0 is not None:
        grads["h0"] = dh
    return grads


def truncated_backward(
    dy: np.ndarray, x: np.ndarray, W: np.ndarray, U: np.ndarray, b: np.ndarray, steps: int
) -> dict[str, np.ndarray]:
    """Gradients of :func:`rnn` by truncated backpropagation through time.

    The sequence is cut into pieces; the state is carried from one to the next, no gradient back.

    Args:
        dy: Gradient with respect to every state (B, T, u).
        x: Sequences (B, T, d).
        W: Input weights (d, u).
        U: Recurrent weights (u, u).
        b: Bias (u,).
        steps: Length of a piece; the last one may be shorter.

    Returns:
        Gradients ``W``, ``U`` and ``b``; from ``steps`` of T on, those of :func:`rnn_backward`.
    """
    total, h0 = {"W": 0 * W, "U": 0 * U, "b": 0 * b}, np.zeros_like(dy[:, 0])
    for start in range(0, x.shape[1], steps):
        piece = slice(start, start + steps)
        grads = rnn_backward(dy[:, piece], x[:, piece], W, U, b, h0)
        total = {name: g + grads[name] for name, g in total.items()}
        h0 = rnn(x[:, piece], W, U, b, h0)[:, -1]
    return total


def rnn_jacobians(h: np.ndarray, U: np.ndarray) -> np.ndarray:
    """Derivative of every state of :func:`rnn` by the one before it.

    Args:
        h: States of one sequence (T, u).
        U: Recurrent weights (u, u).

    Returns:
        (T, u, u): entry [t, i, j] is the slope of unit j at step t in unit i at step t - 1.
    """
    return np.stack([U * slopes for slopes in 1 - h**2])


def product_norms(jacobians: np.ndarray) -> np.ndarray:
    """How strongly the last state depends on earlier ones (Pascanu et al., 2013).

    Args:
        jacobians: Derivatives by the state before, (T, u, u), from :func:`rnn_jacobians`.

    Returns:
        Spectral norms (T + 1,) of the derivative of the last state by the one 0, 1, … T steps
        before it.
    """
    product = np.eye(len(jacobians[0]))
    norms = [np.linalg.norm(product, 2)]
    for jacobian in jacobians[::-1]:
        product = jacobian @ product
        norms.append(np.linalg.norm(product, 2))
    return np.array(norms)


def clip_by_norm(grads: Weights, threshold: float) -> dict[str, np.ndarray]:
    """Shorten all gradients together where they are longer than a threshold (Pascanu et al., 2013).

    Args:
        grads: Gradients by name.
        threshold: Largest Euclidean length of them all, taken as one vector; above zero.

    Returns:
        The gradients, in the same direction.
    """
    norm = np.sqrt(sum((g**2).sum() for g in grads.values()))
    scale = threshold / max(norm, threshold)
    return {name: g * scale for name, g in grads.items()}


def adding_problem(n: int, T: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Sequences of random numbers, two of them marked: what is their sum? (Le et al., 2015).

    Args:
        n: How many sequences.
        T: Their length, at least two; one mark is in each half.
        rng: Source of the numbers and of the places.

    Returns:
        Numbers in [0, 1) beside marks of 0 or 1, (n, T, 2) float32, and the sums (n,) float32.
    """
    x = np.zeros((n, T, 2), "float32")
    x[..., 0] = rng.random((n, T))
    for start, end in ((0, T // 2), (T // 2, T)):
        x[np.arange(n), rng.integers(start, end, n), 1] = 1
    return x, x.prod(-1).sum(-1)


def lstm(x: np.ndarray, W: np.ndarray, U: np.ndarray, b: np.ndarray | None = None) -> np.ndarray:
    """Long short-term memory with a forget gate (Gers, Schmidhuber and Cummins, 2000).

    c_t = f_t c_{t-1} + i_t g_t and h_t = o_t tanh(c_t), where i, f, o are sigmoids and g is a tanh
    of x_t W + h_{t-1} U + b.

    Args:
        x: Sequences (B, T, d).
        W: Input weights (d, 4u), gates i, f, g, o.
        U: Recurrent weights (u, 4u).
        b: Bias (4u,), or None.

    Returns:
        States h (B, T, u).
    """
    return lstm_states(x, W, U, b).h


def lstm_states(
    x: np.ndarray, W: np.ndarray, U: np.ndarray, b: np.ndarray | None = None
) -> LSTMStates:
    """The gates, candidates, cells and states of :func:`lstm`, from the same arguments."""
    a = affine(x, W, b)  # (B, T, 4u)
    states = LSTMStates(*(np.empty((*x.shape[:2], len(U)), a.dtype) for _ in range(6)))
    c = h = np.zeros((len(x), len(U)), a.dtype)
    for t in range(x.shape[1]):
        i, f, g, o = np.split(a[:, t] + h @ U, 4, axis=-1)  # (B, u) each
        i, f, g, o = sigmoid(i), sigmoid(f), np.tanh(g), sigmoid(o)
        c = f * c + i * g
        h = o * np.tanh(c)
        for series, value in zip(states, (i, f, g, o, c, h)):
            series[:, t] = value
    return states


def lstm_backward(
    dy: np.ndarray, x: np.ndarray, W: np.ndarray, U: np.ndarray, b: np.ndarray | None = None
) -> dict[str, np.ndarray]:
    """Gradients of :func:`lstm` by backpropagation through time.

    Args:
        dy: Gradient with respect to every state h (B, T, u).
        x: Sequences (B, T, d).
        W: Input weights (d, 4u).
        U: Recurrent weights (u, 4u).
        b: Bias (4u,), or None.

    Returns:
        Gradients ``x``, ``W``, ``U`` and, with a bias, ``b``, each in its argument's shape.
    """
    i, f, g, o, c, h = lstm_states(x, W, U, b)
    before = shifted(c)
    da = np.empty((*x.shape[:2], W.shape[1]), h.dtype)  # (B, T, 4u)
    dh = dc = np.zeros_like(h[:, 0])
    for t in reversed(range(x.shape[1])):
        dh, squashed = dy[:, t] + dh, np.tanh(c[:, t])
        dc = dc + dh * o[:, t] * (1 - squashed**2)
        gates = dc * g[:, t], dc * before[:, t], dc * i[:, t], dh * squashed  # i, f, g, o
        slopes = slope(i[:, t]), slope(f[:, t]), 1 - g[:, t] ** 2, slope(o[:, t])
        da[:, t] = np.concatenate([gate * slope for gate, slope in zip(gates, slopes)], axis=-1)
        dh, dc = da[:, t] @ U.T, dc * f[:, t]
    return sum_gradients(da, x, h, W, b)


def gru(
    x: np.ndarray,
    W: np.ndarray,
    U: np.ndarray,
    b: np.ndarray | None = None,
    b_recurrent: np.ndarray | None = None,
) -> np.ndarray:
    """Gated recurrent unit, resetting after the matrix product (as cuDNN, Keras and PyTorch do).

    With a = x_t W + b and m = h_{t-1} U + b_recurrent: z = σ(a_z + m_z), r = σ(a_r + m_r),
    n = tanh(a_n + r m_n), h_t = z h_{t-1} + (1 - z) n. The paper (Cho et al., 2014) resets h
    before the product instead; that is another function of the same weights.

    Args:
        x: Sequences (B, T, d).
        W: Input weights (d, 3u), gates z, r, n.
        U: Recurrent weights (u, 3u).
        b: Bias (3u,) of the input, or None.
        b_recurrent: Bias (3u,) of the recurrent product, or None. The reset gate multiplies its
            last third, so that it cannot be merged into ``b``.

    Returns:
        States (B, T, u).
    """
    return gru_states(x, W, U, b, b_recurrent).h


def gru_states(
    x: np.ndarray,
    W: np.ndarray,
    U: np.ndarray,
    b: np.ndarray | None = None,
    b_recurrent: np.ndarray | None = None,
) -> GRUStates:
    """The gates, candidates and states of :func:`gru`, from the same arguments."""
    a = affine(x, W, b)  # (B, T, 3u)
    states = GRUStates(*(np.empty((*x.shape[:2], len(U)), a.dtype) for _ in range(5)))
    h = np.zeros((len(x), len(U)), a.dtype)
    for t in range(x.shape[1]):
        a_z, a_r, a_n = np.split(a[:, t], 3, axis=-1)  # (B, u) each
        m_z, m_r, m = np.split(affine(h, U, b_recurrent), 3, axis=-1)
        z, r = sigmoid(a_z + m_z), sigmoid(a_r + m_r)
        n = np.tanh(a_n + r * m)
        h = z * h + (1 - z) * n
        for series, value in zip(states, (z, r, n, m, h)):
            series[:, t] = value
    return states


def gru_backward(
    dy: np.ndarray,
    x: np.ndarray,
    W: np.ndarray,
    U: np.ndarray,
    b: np.ndarray | None = None,
    b_recurrent: np.ndarray | None = None,
) -> dict[str, np.ndarray]:
    """Gradients of :func:`gru` by backpropagation through time.

    Args:
        dy: Gradient with respect to every state (B, T, u).
        x: Sequences (B, T, d).
        W: Input weights (d, 3u).
        U: Recurrent weights (u, 3u).
        b: Bias (3u,) of the input, or None.
        b_recurrent: Bias (3u,) of the recurrent product, or None.

    Returns:
        Gradients ``x``, ``W``, ``U`` and, where given, ``b`` and ``b_recurrent``, each in its
        argument's shape.
    """
    z, r, n, m, h = gru_states(x, W, U, b, b_recurrent)
    before = shifted(h)
    da, dm = np.empty((2, *x.shape[:2], W.shape[1]), h.dtype)  # (B, T, 3u) each
    dh = np.zeros_like(h[:, 0])
    for t in reversed(range(x.shape[1])):
        dh = dy[:, t] + dh
        dz = dh * (before[:, t] - n[:, t]) * slope(z[:, t])
        dn = dh * (1 - z[:, t]) * (1 - n[:, t] ** 2)
        dr = dn * m[:, t] * slope(r[:, t])
        da[:, t] = np.concatenate([dz, dr, dn], axis=-1)
        dm[:, t] = np.concatenate([dz, dr, dn * r[:, t]], axis=-1)
        dh = dh * z[:, t] + dm[:, t] @ U.T
    grads = sum_gradients(da, x, h, W, b, dm)
    if b_recurrent is None:
        return grads
    return {**grads, "b_recurrent": dm.sum(axis=(0, 1))}


def bidirectional(
    layer: Callable[..., np.ndarray], x: np.ndarray, forward: Weights, backward: Weights
) -> np.ndarray:
    """Two layers, one from each end, side by side (Schuster and Paliwal, 1997).

    Args:
        layer: :func:`rnn`, :func:`lstm` or :func:`gru`.
        x: Sequences (B, T, d).
        forward: Weights by name of the layer that reads from the start.
        backward: Weights by name of the layer that reads from the end.

    Returns:
        States (B, T, 2u); both halves of step t have read x_t last.
    """
    states = layer(x, **forward), layer(x[:, ::-1], **backward)[:, ::-1]
    return np.concatenate(states, axis=-1)


def bidirectional_backward(
    dy: np.ndarray,
    layer_backward: Callable[..., dict[str, np.ndarray]],
    x: np.ndarray,
    forward: Weights,
    backward: Weights,
) -> dict[str, np.ndarray | dict[str, np.ndarray]]:
    """Gradients of :func:`bidirectional`.

    Args:
        dy: Gradient with respect to the states (B, T, 2u).
        layer_backward: :func:`rnn_backward`, :func:`lstm_backward` or :func:`gru_backward`.
        x: Sequences (B, T, d).
        forward: Weights by name of the layer that reads from the start.
        backward: Weights by name of the layer that reads from the end.

    Returns:
        Gradient ``x`` (B, T, d), and the gradients by name of ``forward`` and ``backward``.
    """
    dy_forward, dy_backward = np.split(dy, 2, axis=-1)  # (B, T, u) each
    ahead = layer_backward(dy_forward, x, **forward)
    back = layer_backward(dy_backward[:, ::-1], x[:, ::-1], **backward)
    dx = ahead.pop("x") + back.pop("x")[:, ::-1]
    return {"x": dx, "forward": ahead, "backward": back}


def affine(x: np.ndarray, W: np.ndarray, b: np.ndarray | None) -> np.ndarray:
    """x W + b for x (..., d), W (d, k), and b (k,) or None: (..., k)."""
    y: np.ndarray = x @ W
    return y if b is None else y + b


def slope(gate: np.ndarray) -> np.ndarray:
    """Derivative of the sigmoid, from its value."""
    derivative: np.ndarray = gate * (1 - gate)
    return derivative


def shifted(h: np.ndarray) -> np.ndarray:
    """The states (B, T, u) before each step: zeros first, the last state dropped."""
    return np.concatenate([np.zeros_like(h[:, :1]), h[:, :-1]], axis=1)


def sum_gradients(
    da: np.ndarray,
    x: np.ndarray,
    h: np.ndarray,
    W: np.ndarray,
    b: np.ndarray | None,
    dm: np.ndarray | None = None,
) -> dict[str, np.ndarray]:
    """Sum over batch and time, given the gradients of x W + b (da) and of h U (dm)."""
    dm = da if dm is None else dm
    sums = ([0, 1], [0, 1])
    dW, dU = np.tensordot(x, da, sums), np.tensordot(shifted(h), dm, sums)
    grads = {"x": da @ W.T, "W": dW, "U": dU}
    return grads if b is None else {**grads, "b": da.sum(axis=(0, 1))}
