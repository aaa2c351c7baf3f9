"""Text generation: choose the next token from logits, feed it back, and judge the text.

A language model is a function ``step(tokens, state)``. It reads one token of each of B texts, (B,)
integers, and returns the logits of what may come next, (B, V), and the new state, an array whose
rows belong to the texts: the hidden state of a recurrent network, (B, u), or the last words of a
network with a window.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from threeways.scratch.dense import dense, dense_backward
from threeways.scratch.embedding import embedding, embedding_backward
from threeways.scratch.recurrent import gru, gru_backward, sigmoid

Step = Callable[[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]
Choose = Callable[[np.ndarray], np.ndarray]
Weights = Mapping[str, Any]


# ---------------------------------------------------------------- a model of characters


def gru_step(
    x: np.ndarray,
    h: np.ndarray,
    W: np.ndarray,
    U: np.ndarray,
    b: np.ndarray,
    b_recurrent: np.ndarray,
) -> np.ndarray:
    """One step of ``threeways.scratch.recurrent.gru``, from any state.

    Args:
        x: Inputs of this step (B, d).
        h: States before it (B, u).
        W: Input weights (d, 3u), gates z, r, n.
        U: Recurrent weights (u, 3u).
        b: Bias (3u,) of the input.
        b_recurrent: Bias (3u,) of the recurrent product.

    Returns:
        States after it (B, u).
    """
    a_z, a_r, a_n = np.split(x @ W + b, 3, axis=-1)  # (B, u) each
    m_z, m_r, m_n = np.split(h @ U + b_recurrent, 3, axis=-1)
    z, r = sigmoid(a_z + m_z), sigmoid(a_r + m_r)
    h = z * h + (1 - z) * np.tanh(a_n + r * m_n)
    return h


def read(x: np.ndarray, h: np.ndarray, weights: Weights) -> tuple[np.ndarray, np.ndarray]:
    """Embedding, GRU and dense layer over a window of tokens, with the state carried on.

    Args:
        x: Token numbers (B, T).
        h: States before the window (B, u).
        weights: ``embed``, ``gru`` and ``out``, each in the neutral form of ``threeways.bridge``.

    Returns:
        Logits of the token after each (B, T, V), and the states after the window (B, u).
    """
    states = []
    for t in range(x.shape[1]):
        h = gru_step(weights["embed"]["E"][x[:, t]], h, **weights["gru"])
        states.append(h)
    return dense(np.stack(states, axis=1), **weights["out"]), h


def window_gradients(x: np.ndarray, y: np.ndarray, weights: Weights) -> dict[str, Any]:
    """Gradients of the mean cross entropy of a window that starts from the zero state.

    Args:
        x: Token numbers (B, T).
        y: The token after each (B, T).
        weights: As for :func:`read`.

    Returns:
        Gradients by layer and name, as ``weights``.
    """
    e = embedding(x, **weights["embed"])  # (B, T, d)
    h = gru(e, **weights["gru"])  # (B, T, u)
    dz = np.exp(log_softmax(dense(h, **weights["out"])))  # (B, T, V)
    dz[(*np.indices(y.shape), y)] -= 1
    out = dense_backward(dz / y.size, h, **weights["out"])
    recurrent = gru_backward(out.pop("x"), e, **weights["gru"])
    embed = embedding_backward(recurrent.pop("x"), x, **weights["embed"])
    return {"embed": embed, "gru": recurrent, "out": out}


# ---------------------------------------------------------------- choosing the next token


def log_softmax(logits: np.ndarray) -> np.ndarray:
    """Logarithms of the probabilities over the last axis; a logit of minus infinity stays."""
    logits = logits - logits.max(axis=-1, keepdims=True)
    logits = logits - np.log(np.exp(logits).sum(axis=-1, keepdims=True))
    return logits


def walk(logits: np.ndarray, t: np.ndarray) -> np.ndarray:
    """Tokens (B,) at which the cumulated probabilities of logits (B, V) pass t (B,), 0 <= t < 1.

    For t drawn uniformly this draws each token with its probability. A token of probability 0 is
    never met.
    """
    cumulated = np.cumsum(np.exp(log_softmax(logits)), axis=-1)  # (B, V)
    walked = cumulated <= t[:, None] * cumulated[:, -1:]
    return walked.sum(axis=-1)  # type: ignore[no-any-return]


def keep_top(logits: np.ndarray, k: int) -> np.ndarray:
    """Logits (B, V) of the k likeliest tokens of each row, the others at minus infinity.

    Tokens as likely as the k-th are kept too. Fan, Lewis and Dauphin (2018).
    """
    least = np.sort(logits, axis=-1)[:, [-k]]  # (B, 1)
    return np.where(logits >= least, logits, -np.inf)


def keep_nucleus(logits: np.ndarray, p: float) -> np.ndarray:
    """Logits (B, V) of the fewest tokens whose probabilities sum to p or more, 0 < p <= 1.

    The others are at minus infinity; p = 1 keeps all, whatever rounding makes of the sums.
    Holtzman, Buys, Du, Forbes and Choi (2020).
    """
    order = np.argsort(-logits, axis=-1, kind="stable")  # (B, V)
    ranked = np.take_along_axis(logits, order, axis=-1)
    probs = np.exp(log_softmax(ranked))
    likelier = np.cumsum(probs, axis=-1) - probs  # mass of the tokens before
    kept = np.empty_like(logits)
    cut = np.where((likelier < p) | (p == 1), ranked, -np.inf)
    np.put_along_axis(kept, order, cut, axis=-1)
    return kept


def sample(
    logits: np.ndarray,
    rng: np.random.Generator,
    temperature: float = 1.0,
    k: int | None = None,
    p: float | None = None,
) -> np.ndarray:
    """Draw a token (B,) for each row of logits (B, V).

    Args:
        logits: Logits (B, V).
        rng: Where the random numbers come from.
        temperature: Logits are divided by it: below 1 likely tokens become likelier.
        k: Only the k likeliest tokens are drawn; 1 is greedy.
        p: Only the fewest tokens that hold the probability p are drawn.
    """
    logits = logits / temperature
    logits = logits if k is None else keep_top(logits, k)
    logits = logits if p is None else keep_nucleus(logits, p)
    return walk(logits, rng.random(len(logits)))


# ---------------------------------------------------------------- writing


def generate(
    step: Step, tokens: np.ndarray, state: np.ndarray, length: int, choose: Choose
) -> np.ndarray:
    """Continue B texts: choose a token, feed it and the state back.

    Args:
        step: The model.
        tokens: The last token of each text, which the model has not read yet (B,).
        state: The states before it, one row a text.
        length: Number of tokens to add.
        choose: What makes tokens (B,) of logits (B, V), such as :func:`sample`.

    Returns:
        The tokens added (B, length).
    """
    text = []
    for _ in range(length):
        logits, state = step(tokens, state)
        tokens = choose(logits)
        text.append(tokens)
    return np.stack(text, axis=1)


def beam_search(
    step: Step, token: int, state: np.ndarray, length: int, width: int
) -> tuple[np.ndarray, np.ndarray]:
    """Look for the likeliest continuation, keeping ``width`` candidates at each step.

    Args:
        step: The model.
        token: The last token of the text, which the model has not read yet.
        state: The state before it, as one row.
        length: Number of tokens to add.
        width: Number of candidates; 1 is greedy, V**length finds the likeliest of all.

    Returns:
        The candidates (width, length), likeliest first, and their log probabilities (width,).
    """
    beams, scores, last = np.zeros((1, 0), int), np.zeros(1), np.array([token])
    for _ in range(length):
        logits, state = step(last, state)
        scores = scores[:, None] + log_softmax(logits)  # (width, V)
        best = np.argsort(-scores, axis=None, kind="stable")[:width]
        rows, last = np.unravel_index(best, scores.shape)
        beams = np.column_stack([beams[rows], last])
        scores, state = scores.ravel()[best], state[rows]
    return beams, scores


# ---------------------------------------------------------------- judging


def distinct(texts: Iterable[Sequence[Any] | np.ndarray], n: int) -> float:
    """Share of different n-grams among all n-grams of the texts: 1 if none comes twice.

    Li, Galley, Brockett, Gao and Dolan (2016) call it distinct-n.
    """
    grams = [tuple(text[i : i + n]) for text in texts for i in range(len(text) - n + 1)]
    return len(set(grams)) / len(grams)


def repeated(texts: Iterable[Sequence[Any] | np.ndarray], n: int) -> float:
    """Share of the n-grams of a text that came in it before, on average over the texts."""
    return 1 - float(np.mean([distinct([text], n) for text in texts]))


def period(tokens: Sequence[Any] | np.ndarray) -> int:
    """Length of the shortest cycle that a text ends in, three rounds at least; 0 if in none."""
    tokens = list(tokens)
    for p in range(1, len(tokens) // 3 + 1):
        if tokens[-3 * p : -p] == tokens[-2 * p :]:
            return p
    return 0


def longest_copy(text: str, source: str) -> str:
    """The longest passage of a text that stands in the source: their longest common substring."""
    best = ""
    for i in range(len(text)):
        longer = text[i : i + len(best) + 1]
        while len(longer) > len(best) and longer in source:
            best, longer = longer, text[i : i + len(longer) + 1]
    return best
