"""Word vectors: the embedding table, co-occurrence and PMI, word2vec, GloVe, sub-words, and tests.

A text is a vector of word numbers ``ids`` (N,) with the number of the sentence that each word
stands in, ``sentence`` (N,); V is the size of the vocabulary, d the number of dimensions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from scipy import sparse
from scipy.special import expit
from scipy.stats import spearmanr

Array = np.ndarray


# ---------------------------------------------------------------- the table


def embedding(x: Array, E: Array) -> Array:
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
    return E.take(x, axis=0)  # E[x]


def embedding_backward(dy: Array, x: Array, E: Array) -> dict[str, Array]:
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


def add_rows(E: Array, x: Array, dy: Array) -> None:
    """E[x] += dy in place, where a row that occurs twice takes both: ``np.add.at``, but faster.

    Args:
        E: Table (V, d), changed.
        x: Rows (n,).
        dy: What is added to each (n, d).
    """
    rows, place = np.unique(x, return_inverse=True)
    ones = np.ones(len(x), E.dtype)
    columns = (ones, place, np.arange(len(x) + 1))  # one 1 in each, at its row
    E[rows] += sparse.csc_matrix(columns, (len(rows), len(x))) @ dy


# ---------------------------------------------------------------- counting


def cooccurrence(ids: Array, sentence: Array, V: int, window: int) -> sparse.csr_matrix:
    """Counts X (V, V) of words near each other: at distance k a pair counts 1/k.

    Pennington, Socher and Manning (2014), section 3. X is symmetric.

    Args:
        ids: Words of the text (N,).
        sentence: Sentence of each (N,); pairs do not cross its end.
        V: Size of the vocabulary.
        window: Largest distance counted.
    """
    X = sparse.csr_matrix((V, V))
    for k in range(1, window + 1):
        near = sentence[:-k] == sentence[k:]
        pairs = ids[:-k][near], ids[k:][near]
        ones = np.full(near.sum(), 1 / k)
        X += sparse.csr_matrix((ones, pairs), shape=(V, V))
    return X + X.T


def ppmi(X: sparse.spmatrix, alpha: float = 0.75) -> sparse.csr_matrix:
    """Positive pointwise mutual information (V, V) of counts X (V, V), sparse.

    Church and Hanks (1990); contexts' shares raised to ``alpha`` and negative values cut to 0 as
    in Levy, Goldberg and Dagan (2015), section 3.
    """
    X = X.tocoo()
    p = np.asarray(X.sum(1)).ravel() / X.sum()
    q = p**alpha / np.sum(p**alpha)
    pmi = np.log(X.data / X.sum() / (p[X.row] * q[X.col]))
    return sparse.csr_matrix((np.maximum(pmi, 0), (X.row, X.col)), X.shape)


# ---------------------------------------------------------------- word2vec


def keep_probability(counts: Array, t: float = 1e-3) -> Array:
    """Probability (V,) with which word2vec keeps an occurrence of words counted (V,).

    Mikolov et al. (2013b), section 2.3, in the form of their program: frequent words are thinned.
    """
    share = t * counts.sum() / counts
    return np.asarray(np.minimum(np.sqrt(share) + share, 1))


def skipgram_pairs(
    ids: Array, sentence: Array, window: int, rng: np.random.Generator
) -> tuple[Array, Array]:
    """Centre and context words (n,), (n,), shuffled.

    Every centre draws its own reach from 1 to ``window``, so that near words come more often.
    """
    reach = rng.integers(1, window + 1, len(ids))
    pairs = []
    for k in range(1, window + 1):
        near = sentence[:-k] == sentence[k:]
        left, right = ids[:-k], ids[k:]
        ahead, behind = near & (reach[:-k] >= k), near & (reach[k:] >= k)
        pairs += [(left[ahead], right[ahead]), (right[behind], left[behind])]
    centre, context = map(np.concatenate, zip(*pairs))
    order = rng.permutation(len(centre))
    return centre[order], context[order]


def negative_sampling(h: Array, U: Array) -> tuple[float, Array, Array]:
    """Loss of telling each true context word from k drawn ones, and its gradients.

    The loss is -log σ(h·u₀) - Σ log σ(-h·u_j), summed over the n examples: Mikolov et al.
    (2013b), equation 4.

    Args:
        h: Vectors of the centre words, or for CBOW the means of the context's (n, d).
        U: Output vectors (n, 1 + k, d), the true word's first.

    Returns:
        The loss in nats, and its gradients dh (n, d) and dU (n, 1 + k, d).
    """
    z = np.matmul(U, h[:, :, None])[:, :, 0]  # (n, 1 + k)
    z[:, 0] *= -1
    loss = np.logaddexp(0, z).sum()
    dz = expit(z)
    dz[:, 0] *= -1
    return loss, np.matmul(dz[:, None], U)[:, 0], dz[:, :, None] * h[:, None]


def skipgram_epoch(
    E: Array,
    C: Array,
    pairs: tuple[Array, Array],
    noise: Array,
    k: int,
    lr: tuple[float, float],
    rng: np.random.Generator,
    batch: int = 500,
) -> float:
    """One pass of skip-gram with negative sampling over the pairs; changes E and C.

    Args:
        E: Vectors of centre words (V, d).
        C: Vectors of context words (V, d).
        pairs: Centre and context words (n,), (n,).
        noise: Probability (V,) of each word to be drawn as a negative.
        k: Negatives a pair.
        lr: Learning rate at the first and after the last pair; falls linearly.
        rng: Draws the negatives.
        batch: Pairs whose gradients are summed before a step.

    Returns:
        Mean loss a pair, in nats.
    """
    total, n = 0.0, len(pairs[0])
    edges = np.cumsum(noise) / noise.sum()
    for start in range(0, n, batch):
        centre, context = (words[start : start + batch] for words in pairs)
        drawn = np.searchsorted(edges, rng.random((len(centre), k)))
        words = np.column_stack([context, drawn])  # (batch, 1 + k)
        loss, dh, dU = negative_sampling(E[centre], C[words])
        step = -np.float32(lr[0] + (lr[1] - lr[0]) * start / n)
        add_rows(E, centre, step * dh)
        add_rows(C, words.ravel(), step * dU.reshape(-1, C.shape[1]))
        total += loss
    return total / n


# ---------------------------------------------------------------- GloVe


def glove_weight(x: Array, x_max: float = 10.0, alpha: float = 0.75) -> Array:
    """f(x) = min(x / x_max, 1)^alpha of counts: Pennington et al. (2014), equation 9.

    The paper has x_max = 100 for billions of words; 10 suits a small text.
    """
    return np.asarray(np.minimum(x / x_max, 1) ** alpha)


def glove(
    x: Array, pairs: tuple[Array, Array], W: Array, U: Array, b: Array, c: Array
) -> tuple[float, dict[str, Array]]:
    """GloVe's loss over n pairs of words that met, and its gradients.

    Σ f(x) (w_i·u_j + b_i + c_j - log x)²: Pennington et al. (2014), equation 8.

    Args:
        x: Counts of the pairs (n,), above 0.
        pairs: Their words i and j (n,), (n,).
        W: Vectors of words (V, d).
        U: Vectors of context words (V, d).
        b: Biases of words (V,).
        c: Biases of context words (V,).

    Returns:
        The loss, and its gradients by name.
    """
    i, j = pairs
    residual = np.einsum("nd,nd->n", W[i], U[j]) + b[i] + c[j] - np.log(x)
    weighted = glove_weight(x) * residual
    R = sparse.csr_matrix((2 * weighted, (i, j)), (len(W), len(U)))
    db, dc = (np.asarray(R.sum(axis)).ravel() for axis in (1, 0))
    return weighted @ residual, {"W": R @ U, "U": R.T @ W, "b": db, "c": dc}


def train_glove(
    X: sparse.spmatrix, d: int, passes: int, rng: np.random.Generator, lr: float = 0.05
) -> tuple[Array, list[float]]:
    """GloVe vectors (V, d), the sum W + U, and the mean loss a pair of each pass.

    Adagrad (Duchi, Hazan and Singer, 2011) over batches of the pairs that were counted in X (V, V).
    """
    X = X.tocoo()
    V, x, losses = X.shape[0], X.data.astype(np.float32), []
    shapes = {"W": (V, d), "U": (V, d), "b": (V,), "c": (V,)}
    tables = {k: (rng.random(s, np.float32) - 0.5) / d for k, s in shapes.items()}
    memory = {k: np.ones(s, np.float32) for k, s in shapes.items()}
    for _ in range(passes):
        total = 0.0
        for n in np.array_split(rng.permutation(len(x)), 20):
            loss, gradients = glove(x[n], (X.row[n], X.col[n]), **tables)
            for k, g in gradients.items():
                memory[k] += g**2
                tables[k] -= lr * g / np.sqrt(memory[k])
            total += loss
        losses.append(total / len(x))
    return tables["W"] + tables["U"], losses


# ---------------------------------------------------------------- sub-words


def subwords(word: str, shortest: int = 3, longest: int = 6) -> list[str]:
    """Character n-grams of a word between < and >: Bojanowski et al. (2017), section 3.2."""
    marked = f"<{word}>"
    return [
        marked[i : i + n]
        for n in range(shortest, min(longest, len(marked)) + 1)
        for i in range(len(marked) - n + 1)
    ]


def fnv1a(text: str) -> int:
    """FNV-1a hash of 32 bits over the UTF-8 bytes, which fastText takes as signed."""
    h = 2166136261
    for byte in text.encode():
        signed = byte | 0xFFFFFF00 if byte > 127 else byte
        h = (h ^ signed) * 16777619 & 0xFFFFFFFF
    return h


# ---------------------------------------------------------------- tests of vectors


def unit(E: Array) -> Array:
    """The rows of E (n, d) at length 1, so that a dot product is a cosine; a row of 0 stays."""
    length = np.linalg.norm(E, axis=-1, keepdims=True)
    return E / np.where(length > 0, length, 1)


def nearest(E: Array, queries: Array, exclude: Array, n: int = 1) -> Array:
    """The n words whose vectors have the largest cosine with each query.

    Args:
        E: Vectors (V, d).
        queries: Vectors (m, d).
        exclude: Words (m, j) that are no answer to a query.
        n: How many.

    Returns:
        Words (m, n), the nearest first.
    """
    cosine = unit(queries) @ unit(E).T  # (m, V)
    np.put_along_axis(cosine, exclude, -np.inf, axis=1)
    return np.argsort(-cosine, axis=1, kind="stable")[:, :n]


def analogy(E: Array, a: Array, b: Array, c: Array) -> Array:
    """The words d with "a is to b as c is to d", by the largest cosine with b - a + c.

    Mikolov, Yih and Zweig (2013): vectors at length 1; the words of the question are no answer.

    Args:
        E: Vectors (V, d).
        a, b, c: Words (m,).

    Returns:
        Words (m,).
    """
    E = unit(E)
    return nearest(E, E[b] - E[a] + E[c], np.column_stack([a, b, c]))[:, 0]


def rank_correlation(
    similarity: Callable[[str, str], float | None],
    pairs: Sequence[tuple[str, str]],
    scores: Array,
) -> tuple[float, float]:
    """Spearman's ρ of similarities with people's scores, and the share of pairs that are unknown.

    Args:
        similarity: Similarity of two words, None where one has no vector; such pairs are left out.
        pairs: n pairs of words.
        scores: What people gave them (n,).

    Raises:
        ValueError: Fewer than two pairs are known.
    """
    found = [similarity(*pair) for pair in pairs]
    known = np.array([value is not None for value in found], dtype=bool)
    if known.sum() < 2:
        raise ValueError(f"{known.sum()} of {len(pairs)} pairs have vectors: no rank to correlate")
    values = [value for value in found if value is not None]
    rho = spearmanr(values, scores[known]).statistic
    return float(rho), float(1 - known.mean())


def cosine_of(E: Array, index: Mapping[str, int]) -> Callable[[str, str], float | None]:
    """The cosine of two words by vectors E (V, d) and the row of each word."""
    rows = unit(E)

    def cosine(a: str, b: str) -> float | None:
        if a not in index or b not in index:
            return None
        return float(rows[index[a]] @ rows[index[b]])

    return cosine
