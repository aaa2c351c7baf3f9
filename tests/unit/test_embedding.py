"""Word vectors from scratch, against finite differences, PyTorch, gensim, SciPy and plain loops."""

import math

import numpy as np
import pytest
import torch
from gensim.models import KeyedVectors
from gensim.models.fasttext_inner import compute_ngrams, ft_hash_bytes
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse
from torch.nn import functional as F

from threeways.scratch import embedding as ours

seeds = st.integers(0, 10_000)
quick = settings(max_examples=25, deadline=None)


def text(rng, n=30, V=6):
    """Words and their sentences."""
    return rng.integers(0, V, n), np.sort(rng.integers(0, 4, n))


# Counting


@quick
@given(seeds, st.integers(1, 5))
def test_counts_are_those_of_two_plain_loops(seed, window):
    ids, sentence = text(np.random.default_rng(seed))
    expected = np.zeros((6, 6))
    for i, a in enumerate(ids):
        for j, b in enumerate(ids):
            if 0 < abs(i - j) <= window and sentence[i] == sentence[j]:
                expected[a, b] += 1 / abs(i - j)
    counted = ours.cooccurrence(ids, sentence, 6, window)
    np.testing.assert_allclose(counted.toarray(), expected, atol=1e-12)


@quick
@given(seeds)
def test_pmi_is_the_log_ratio_to_independence_and_never_negative(seed):
    X = np.random.default_rng(seed).integers(0, 5, (4, 4))
    X = X + X.T + 1.0
    p = X.sum(1) / X.sum()
    expected = np.maximum(np.log(X / X.sum() / np.outer(p, p)), 0)
    got = ours.ppmi(sparse.csr_matrix(X), alpha=1).toarray()
    np.testing.assert_allclose(got, expected, atol=1e-12)


def test_independent_words_have_no_pmi_and_a_smaller_alpha_favours_frequent_contexts():
    p = np.array([0.7, 0.2, 0.1])
    X = sparse.csr_matrix(np.outer(p, p))
    np.testing.assert_allclose(ours.ppmi(X, alpha=1).toarray(), 0, atol=1e-12)
    smoothed = ours.ppmi(X, alpha=0.75).toarray()
    assert (smoothed[:, 0] > 0.01).all() and (smoothed[:, 1:] == 0).all()


# word2vec


def test_frequent_words_are_thinned_and_rare_ones_kept():
    keep = ours.keep_probability(np.array([90_000, 9_900, 100]))
    assert keep[0] == pytest.approx(math.sqrt(1e-3 / 0.9) + 1e-3 / 0.9)
    assert keep[0] < keep[1] < keep[2] == 1


@quick
@given(seeds, st.integers(1, 4))
def test_pairs_stay_in_their_sentence_within_the_window(seed, window):
    rng = np.random.default_rng(seed)
    _, sentence = text(rng)
    ids = np.arange(len(sentence))  # every word is its place
    centre, context = ours.skipgram_pairs(ids, sentence, window, rng)
    apart = np.abs(centre - context)
    assert ((apart >= 1) & (apart <= window)).all()
    assert (sentence[centre] == sentence[context]).all()
    assert len(set(zip(centre, context))) == len(centre)
    neighbours = sentence[:-1] == sentence[1:]  # at distance 1, all are pairs, both ways
    assert (apart == 1).sum() == 2 * neighbours.sum()


def test_near_words_are_context_more_often_than_far_ones():
    rng = np.random.default_rng(0)
    ids = np.arange(20_000)
    centre, context = ours.skipgram_pairs(ids, np.zeros_like(ids), 4, rng)
    share = np.bincount(np.abs(centre - context))[1:] / (2 * len(ids))
    np.testing.assert_allclose(share, [1, 3 / 4, 2 / 4, 1 / 4], atol=0.02)


@quick
@given(st.integers(1, 5), st.integers(0, 4), st.integers(1, 6), seeds)
def test_negative_sampling_is_pytorchs_logistic_loss_with_its_gradients(n, k, d, seed):
    rng = np.random.default_rng(seed)
    h, U = rng.normal(size=(n, d)), rng.normal(size=(n, 1 + k, d))
    loss, dh, dU = ours.negative_sampling(h, U)
    h_torch, U_torch = (torch.tensor(a, requires_grad=True) for a in (h, U))
    z = (U_torch * h_torch[:, None]).sum(-1)
    labels = torch.zeros(n, 1 + k, dtype=torch.double)
    labels[:, 0] = 1
    expected = F.binary_cross_entropy_with_logits(z, labels, reduction="sum")
    expected.backward()
    assert loss == pytest.approx(expected.item())
    np.testing.assert_allclose(dh, h_torch.grad, atol=1e-12)
    np.testing.assert_allclose(dU, U_torch.grad, atol=1e-12)


@quick
@given(st.integers(1, 8), st.integers(0, 40), seeds)
def test_added_rows_are_those_of_numpy_and_keep_the_precision(d, n, seed):
    rng = np.random.default_rng(seed)
    x, dy = rng.integers(0, 5, n), rng.normal(size=(n, d)).astype("float32")
    E = rng.normal(size=(5, d)).astype("float32")
    expected = E.copy()
    np.add.at(expected, x, dy)
    ours.add_rows(E, x, dy)
    assert E.dtype == np.float32
    np.testing.assert_allclose(E, expected, atol=1e-5)


def test_skipgram_puts_words_of_one_company_together():
    rng = np.random.default_rng(0)
    topic = np.repeat(rng.integers(0, 2, 600), 8)  # sentences of eight words, of one topic each
    ids = topic * 5 + rng.integers(0, 5, len(topic))
    sentence = np.repeat(np.arange(600), 8)
    pairs = ours.skipgram_pairs(ids, sentence, 3, rng)
    E = ((rng.random((10, 8)) - 0.5) / 8).astype("float32")
    C = np.zeros_like(E)
    settings = {"noise": np.ones(10), "k": 3, "rng": rng, "batch": 20}
    losses = [ours.skipgram_epoch(E, C, pairs, lr=(0.05, 0.01), **settings) for _ in range(3)]
    assert losses == sorted(losses, reverse=True)
    assert losses[0] < 4 * math.log(2), "less than that of vectors of zero"
    cosine = ours.unit(E) @ ours.unit(E).T
    same = np.kron(np.eye(2), np.ones((5, 5))) > 0
    assert cosine[same].min() > cosine[~same].max()


# GloVe


@quick
@given(st.integers(1, 20), st.integers(1, 4), seeds)
def test_gloves_gradients_are_those_of_pytorch(n, d, seed):
    rng = np.random.default_rng(seed)
    x, pairs = rng.uniform(0.5, 30, n), rng.integers(0, 6, (2, n))
    shapes = {"W": (6, d), "U": (6, d), "b": 6, "c": 6}
    values = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    loss, gradients = ours.glove(x, tuple(pairs), **values)
    leaves = {name: torch.tensor(v, requires_grad=True) for name, v in values.items()}
    i, j = torch.tensor(pairs)
    guess = (leaves["W"][i] * leaves["U"][j]).sum(1) + leaves["b"][i] + leaves["c"][j]
    count = torch.tensor(x)
    expected = ((count / 10).clip(max=1) ** 0.75 * (guess - count.log()) ** 2).sum()
    expected.backward()
    assert loss == pytest.approx(expected.item())
    for name, leaf in leaves.items():
        np.testing.assert_allclose(gradients[name], leaf.grad, atol=1e-8)


def test_gloves_weight_grows_to_1_at_its_cap():
    weight = ours.glove_weight(np.array([0.1, 1, 100, 1e6]), x_max=100)
    np.testing.assert_allclose(weight, [1e-3**0.75, 100**-0.75, 1, 1])


def test_glove_finds_a_matrix_of_its_own_form():
    rng = np.random.default_rng(0)
    vectors = rng.normal(size=(12, 2))
    X = sparse.csr_matrix(np.exp(vectors @ vectors.T))
    _, losses = ours.train_glove(X, 2, 300, rng, lr=0.2)
    assert losses[-1] < 1e-3 * losses[0]


# Sub-words


@quick
@given(st.text(min_size=1, max_size=12), st.integers(1, 4), st.integers(0, 3))
def test_subwords_and_their_hashes_are_gensims(word, shortest, more):
    word = word.encode("utf-8", "ignore").decode()
    pieces = ours.subwords(word, shortest, shortest + more)
    assert pieces == compute_ngrams(word, shortest, shortest + more)
    assert [ours.fnv1a(p) for p in pieces] == [ft_hash_bytes(p.encode()) for p in pieces]


def test_a_word_shares_its_stem_with_its_inflections():
    assert {"<wal", "walk", "<walk"} <= set(ours.subwords("walk")) & set(ours.subwords("walking"))


# Tests of vectors


@pytest.fixture
def vectors():
    """Thirty random vectors, and gensim with the same."""
    E = np.random.default_rng(0).normal(size=(30, 5))
    words = [f"w{i}" for i in range(30)]
    gensim = KeyedVectors(5)
    gensim.add_vectors(words, E)
    return E, words, gensim


def test_neighbours_and_analogies_are_gensims(vectors):
    E, words, gensim = vectors
    question = np.arange(30).reshape(10, 3)
    answers = ours.analogy(E, *question.T)
    for (a, b, c), answer in zip(question, answers):
        asked = {"positive": [words[b], words[c]], "negative": [words[a]]}
        assert gensim.most_similar(**asked, topn=1)[0][0] == words[answer]
    near = ours.nearest(E, E[:4], np.arange(4)[:, None], n=3)
    for i, row in enumerate(near):
        assert [w for w, _ in gensim.most_similar(words[i], topn=3)] == [words[j] for j in row]


def test_an_excluded_word_is_no_answer_and_a_query_is_left_as_it_was():
    E = np.eye(3)
    queries = E[:1].copy()
    assert ours.nearest(E, queries, np.array([[0]]))[0, 0] != 0
    np.testing.assert_array_equal(queries, E[:1])


def test_a_vector_of_zeros_has_no_direction_and_no_nan():
    np.testing.assert_array_equal(ours.unit(np.array([[0.0, 0.0], [3, 4]])), [[0, 0], [0.6, 0.8]])


def test_rank_correlation_counts_what_is_unknown():
    E = np.array([[1.0, 0], [1, 0.1], [0, 1]])
    similarity = ours.cosine_of(E, {"a": 0, "b": 1, "c": 2})
    pairs = [("a", "b"), ("a", "c"), ("b", "c"), ("a", "x")]
    rho, unknown = ours.rank_correlation(similarity, pairs, np.array([9.0, 1, 2, 5]))
    assert (rho, unknown) == (pytest.approx(1), 0.25)
    with pytest.raises(ValueError, match="1 of 2 pairs have vectors"):
        ours.rank_correlation(similarity, pairs[2:], np.array([2.0, 5]))
