"""The n-gram models agree with dictionaries, with KenLM, with nltk, and with themselves."""

import json
import math
import re
from collections import Counter
from itertools import chain, product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nltk.lm import MLE, KneserNeyInterpolated, Laplace, NgramCounter
from nltk.lm import Vocabulary as NltkVocabulary
from nltk.lm.models import WittenBellInterpolated
from nltk.util import everygrams
from plain_ngram import PlainNgramModel, em_weights
from scipy.stats import chisquare

from threeways.scratch.ngram import SMOOTHINGS, NgramModel, Vocabulary, three_discounts

KENLM = json.loads((Path(__file__).parent / "kenlm.json").read_text(encoding="utf-8"))

words = st.sampled_from(["a", "b", "c", "d", "<unk>"])
corpora = st.lists(st.lists(words, max_size=8), min_size=1, max_size=12)
texts = st.lists(st.lists(st.sampled_from("abcdz"), max_size=6), min_size=1, max_size=3)
contexts = st.lists(st.sampled_from("abcdz"), max_size=5).flatmap(
    lambda context: st.sampled_from([context, ["<s>", *context]])
)
orders = st.integers(1, 4)
every_smoothing = pytest.mark.parametrize("smoothing", SMOOTHINGS)
quick = settings(max_examples=40, deadline=None)


def zipf_corpus(seed, sentences=150, vocabulary=12):
    """Sentences of words as unequally frequent as in language, with some memory of the last."""
    rng = np.random.default_rng(seed)
    names = [f"w{i}" for i in range(vocabulary)]
    weights = 1 / np.arange(1, vocabulary + 1)
    corpus = []
    for length in rng.integers(0, 12, sentences):
        ids = [0]
        for _ in range(length):
            shifted = np.roll(weights, ids[-1] // 2)
            ids.append(rng.choice(vocabulary, p=shifted / shifted.sum()))
        corpus.append([names[i] for i in ids[1:]])
    return corpus


def fitted(order, smoothing, corpus, held_out=None):
    """A model; "interpolated" gets equal weights where there is nothing to fit them on."""
    weights = np.full(order + 1, 1 / (order + 1))
    return NgramModel(order, smoothing, weights=weights).fit(corpus, held_out=held_out)


def plain(model, corpus):
    predictable = set(model.vocabulary.words) - {"<s>"}
    twin = PlainNgramModel(model.order, model.smoothing, predictable, weights=model.weights)
    return twin.fit(corpus)


def largest_difference_to_twin(model, corpus, text, contexts):
    """Over all tokens of a text and all words after some contexts."""
    twin = plain(model, corpus)
    steps = [step for sentence in text for step in twin.steps(sentence)]
    scored = np.exp(model.log_probs(text)) - [twin.prob(word, context) for context, word in steps]
    ids = model.vocabulary.encode(twin.words)
    listed = [
        model.next_probs(context)[ids] - [twin.prob(word, context) for word in twin.words]
        for context in contexts
    ]
    return np.abs(np.concatenate([scored, *listed])).max()


# ---------------------------------------------------------------- against dictionaries


@every_smoothing
@quick
@given(order=orders, corpus=corpora, text=texts, context=contexts)
def test_every_probability_is_that_of_the_dictionaries(smoothing, order, corpus, text, context):
    model = fitted(order, smoothing, corpus)
    assert largest_difference_to_twin(model, corpus, text, [context]) < 1e-10


@every_smoothing
@pytest.mark.parametrize("order", [1, 2, 4])
def test_so_it_is_where_no_discount_falls_back(smoothing, order):
    corpus, text = zipf_corpus(order), zipf_corpus(order + 10, 6, vocabulary=14)
    model = fitted(order, smoothing, corpus, zipf_corpus(99, 10))
    seen = [["<s>", *sentence][-4:] for sentence in corpus[:6]]
    assert largest_difference_to_twin(model, corpus, text, seen) < 1e-10


@quick
@given(order=orders, corpus=corpora, held_out=texts)
def test_em_finds_the_weights_that_the_dictionaries_find(order, corpus, held_out):
    model = fitted(order, "interpolated", corpus, held_out)
    np.testing.assert_allclose(model.weights, em_weights(plain(model, corpus), held_out), atol=1e-8)


def test_em_beats_every_other_mixture_on_the_held_out_text():
    corpus, held_out = zipf_corpus(0), zipf_corpus(1, 40)
    best = fitted(2, "interpolated", corpus, held_out).perplexity(held_out)
    others = [w for w in product(np.linspace(0, 1, 11), repeat=3) if abs(sum(w) - 1) < 1e-9]
    perplexities = [
        NgramModel(2, "interpolated", weights=w).fit(corpus).perplexity(held_out)
        for w in others
        if w[0] > 0
    ]
    assert best < min(perplexities)


# ---------------------------------------------------------------- what makes it a distribution


@every_smoothing
@quick
@given(order=orders, corpus=corpora, context=contexts)
def test_probabilities_sum_to_one_after_any_context(smoothing, order, corpus, context):
    probs = fitted(order, smoothing, corpus).next_probs(context)
    assert probs.min() >= 0
    assert probs.sum() == pytest.approx(1, abs=1e-12)


@every_smoothing
def test_the_beginning_of_a_sentence_is_never_predicted(smoothing):
    model = fitted(2, smoothing, zipf_corpus(0))
    assert model.next_probs(["w1"])[model.vocabulary.bos] == 0
    assert len(model.next_probs()) == len(model.vocabulary)


@every_smoothing
@quick
@given(order=orders, corpus=corpora, text=texts)
def test_scoring_a_text_looks_up_the_next_word_after_each_context(smoothing, order, corpus, text):
    model = fitted(order, smoothing, corpus)
    expected = []
    for sentence in text:
        ids = model.vocabulary.encode([*sentence, "</s>"])
        expected += [model.next_probs(["<s>", *sentence[:i]])[word] for i, word in enumerate(ids)]
    np.testing.assert_allclose(np.exp(model.log_probs(text)), expected, rtol=1e-12)


@pytest.mark.parametrize("smoothing", [s for s in SMOOTHINGS if s != "mle"])
def test_the_three_forms_of_perplexity_are_one(smoothing):
    text = zipf_corpus(5, 8, vocabulary=14)
    model = fitted(3, smoothing, zipf_corpus(4))
    probs = np.exp(model.log_probs(text))
    assert len(probs) == sum(len(sentence) + 1 for sentence in text)
    root = np.prod(probs ** (-1 / len(probs)))
    cross_entropy = -np.log2(probs).mean()
    assert model.perplexity(text) == pytest.approx(root)
    assert model.perplexity(text) == pytest.approx(2**cross_entropy)


@every_smoothing
@quick
@given(order=orders, corpus=corpora, data=st.data())
def test_the_order_of_the_sentences_does_not_matter(smoothing, order, corpus, data):
    shuffled = data.draw(st.permutations(corpus))
    first = fitted(order, smoothing, corpus, corpus)
    second = fitted(order, smoothing, shuffled, corpus)
    np.testing.assert_array_equal(first.log_probs(corpus), second.log_probs(corpus))


@every_smoothing
def test_a_model_of_a_higher_order_than_any_sentence_is_long_still_works(smoothing):
    model = fitted(9, smoothing, [["a"], ["b", "a"]])
    assert np.isfinite(model.perplexity([["b", "a"]]))
    assert model.next_probs("abababababab").sum() == pytest.approx(1)


# ---------------------------------------------------------------- against KenLM


@pytest.mark.parametrize("case", KENLM["models"], ids=lambda c: f"{c['text']}-{c['order']}")
def test_modified_kneser_ney_is_kenlms(case):
    text = KENLM["texts"][case["text"]]
    model = NgramModel(case["order"]).fit([s.split() for s in text["train"]])
    log_probs = model.log_probs([s.split() for s in text["test"]])
    np.testing.assert_allclose(log_probs, math.log(10) * np.array(case["log10"]), atol=1e-6)


@pytest.mark.parametrize("case", KENLM["models"], ids=lambda c: f"{c['text']}-{c['order']}")
def test_the_three_discounts_are_kenlms(case):
    train = [s.split() for s in KENLM["texts"][case["text"]]["train"]]
    words = {*chain.from_iterable(train), "<unk>", "</s>"}
    adjusted = PlainNgramModel(case["order"], "modified_kneser_ney", words).fit(train).counts
    for m, expected in enumerate(case["discounts"], start=1):
        counts = np.array([count for gram, count in adjusted.items() if len(gram) == m])
        np.testing.assert_allclose(three_discounts(counts)[1:], expected, atol=1e-5)


# ---------------------------------------------------------------- against nltk.lm


class Nltk:
    """An nltk model on the n-grams that ours counts: one ``<s>``, which is never predicted.

    nltk's own padding repeats ``<s>`` order − 1 times and counts it as a word. Its unigrams end
    without the uniform distribution, so unknown words have probability 0 under Witten-Bell; the
    comparison gives it our unigrams and looks at everything above them.
    """

    def __init__(self, kind, order, corpus, ours, **options):
        grams = (everygrams(["<s>", *s, "</s>"], max_len=order) for s in corpus)
        counter = NgramCounter([g for g in sentence if g[-1] != "<s>"] for sentence in grams)
        words = [*{word for s in corpus for word in s}, "</s>"]
        vocabulary = NltkVocabulary(words, unk_label="<unk>")
        self.model = kind(order=order, vocabulary=vocabulary, counter=counter, **options)
        unigrams = dict(zip(ours.vocabulary.words, ours.next_probs()))
        if hasattr(self.model, "estimator"):
            self.model.estimator.unigram_score = unigrams.__getitem__

    def next_probs(self, vocabulary, context):
        return [self.model.unmasked_score(w, tuple(context)) for w in vocabulary if w != "<s>"]


def same_as_nltk(ours, theirs, contexts):
    predictable = np.arange(len(ours.vocabulary)) != ours.vocabulary.bos
    for context in contexts:
        np.testing.assert_allclose(
            ours.next_probs(context)[predictable],
            theirs.next_probs(ours.vocabulary.words, context),
            atol=1e-12,
        )


def contexts_of(corpus, order):
    """All contexts of the length that the order asks for."""
    padded = [["<s>", *sentence] for sentence in corpus]
    return {tuple(s[i : i + order - 1]) for s in padded for i in range(len(s) - order + 2)}


@pytest.mark.parametrize("order", [1, 2, 3])
@pytest.mark.parametrize(
    "smoothing, kind",
    [("mle", MLE), ("laplace", Laplace), ("witten_bell", WittenBellInterpolated)],
)
def test_three_smoothings_are_nltks(smoothing, kind, order):
    corpus = zipf_corpus(order, 60)
    ours = fitted(order, smoothing, corpus)
    same_as_nltk(ours, Nltk(kind, order, corpus, ours), contexts_of(corpus, order))


def test_kneser_ney_bigrams_are_nltks_with_the_same_discount():
    # Above bigrams they differ: nltk has one discount for all orders, and no count for what begins
    # with <s> below the highest.
    corpus = zipf_corpus(7, 60)
    pairs = Counter(pair for s in corpus for pair in zip(["<s>", *s], [*s, "</s>"]))
    n = Counter(pairs.values())
    ours = fitted(2, "kneser_ney", corpus)
    theirs = Nltk(KneserNeyInterpolated, 2, corpus, ours, discount=n[1] / (n[1] + 2 * n[2]))
    same_as_nltk(ours, theirs, contexts_of(corpus, 2))


# ---------------------------------------------------------------- sampling


def first_words(model, rng, draws=4000, **options):
    """How often each word of the vocabulary began a sampled sentence; none is </s>."""
    samples = (model.sample(rng, 1, **options) for _ in range(draws))
    drawn = Counter(word for sample in samples for word in sample or ["</s>"])
    return np.array([drawn[word] for word in model.vocabulary.words])


@pytest.mark.parametrize("temperature", [0.5, 1.0, 2.0])
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_samples_follow_the_distribution_sharpened_by_the_temperature(seed, temperature):
    model = fitted(2, "modified_kneser_ney", zipf_corpus(0))
    drawn = first_words(model, np.random.default_rng(seed), context=["w1"], temperature=temperature)
    weights = model.next_probs(["<s>", "w1"]) ** (1 / temperature)
    expected = weights / weights.sum() * drawn.sum()
    assert drawn[model.vocabulary.bos] == 0
    rank = np.argsort(expected)  # the three rarest in one class; <s> among them, with 0
    pooled = [np.append(x[rank[3:]], x[rank[:3]].sum()) for x in (drawn, expected)]
    assert chisquare(*pooled).pvalue > 1e-5


def test_a_sample_ends_with_its_sentence_or_at_the_limit():
    model = NgramModel(3, "mle").fit([["a", "b", "c"]])
    assert model.sample(np.random.default_rng(0), 10) == ["a", "b", "c"]
    assert model.sample(np.random.default_rng(0), 2) == ["a", "b"]
    assert model.sample(np.random.default_rng(0), 10, context=["a"]) == ["b", "c"]


def test_a_cold_sample_is_the_likeliest_and_does_not_underflow():
    model = fitted(1, "mle", [["a", "a", "a", "b"]])
    samples = [model.sample(np.random.default_rng(i), 1, temperature=1e-4) for i in range(20)]
    assert samples == [["a"]] * 20


# ---------------------------------------------------------------- vocabulary and input


def test_rare_and_unknown_words_and_the_literal_one_are_all_unk():
    vocabulary = Vocabulary.from_sentences([["a", "b", "a"], ["a", "<unk>", "b", "c"]], min_count=2)
    assert vocabulary.words == ["<unk>", "<s>", "</s>", "a", "b"]
    assert vocabulary.encode(["a", "c", "<unk>", "z"]).tolist() == [3, 0, 0, 0]
    assert vocabulary.encode(["a"]).dtype == np.int32
    assert vocabulary.decode([3, vocabulary.unk]) == ["a", "<unk>"]
    assert len(vocabulary) == 5 and "b" in vocabulary and "c" not in vocabulary


def test_words_numbers_and_characters_are_all_sentences():
    vocabulary = Vocabulary("abc")
    sentences = ["abca", "cab"]
    by_character = NgramModel(2, vocabulary=vocabulary).fit(sentences)
    by_word = NgramModel(2, vocabulary=vocabulary).fit([list(s) for s in sentences])
    by_number = NgramModel(2, vocabulary=vocabulary).fit([vocabulary.encode(s) for s in sentences])
    expected = by_word.log_probs([list("bca")])
    np.testing.assert_array_equal(by_character.log_probs(["bca"]), expected)
    np.testing.assert_array_equal(by_number.log_probs([vocabulary.encode("bca")]), expected)


def test_what_was_never_seen_makes_the_perplexity_of_the_mle_infinite():
    model = NgramModel(2, "mle").fit([["a", "b"], ["b"]])
    assert model.perplexity([["a", "b"]]) < 2
    assert model.perplexity([["b", "a"]]) == math.inf
    assert model.perplexity([["z"]]) == math.inf


def test_a_second_fit_forgets_the_first():
    model = NgramModel(2).fit([["a", "b"]])
    assert model.sizes == (5, 3)
    model.fit([["c"]])
    assert model.vocabulary.words == ["<unk>", "<s>", "</s>", "c"]
    assert model.sizes == (4, 2)


def test_a_fit_that_fails_leaves_no_counts_behind():
    model = NgramModel(2, "interpolated").fit([["a"]], held_out=[["a"]])
    with pytest.raises(ValueError, match="no held-out sentence"):
        model.fit([["b"]], held_out=[])
    with pytest.raises(RuntimeError, match="call fit first"):
        model.perplexity([["a"]])


@pytest.mark.parametrize(
    "wrong, message",
    [
        (lambda: NgramModel(0), "at least 1, got 0"),
        (lambda: NgramModel(2, "kneser-ney"), "there is kneser_ney, modified_kneser_ney"),
        (lambda: NgramModel(2, "xyz"), "there is mle, laplace"),
        (lambda: NgramModel(2, "interpolated", weights=[0.5, 0.5]), "takes 3 weights"),
        (lambda: NgramModel(1, "interpolated", weights=[-0.5, 1.5]), "not negative"),
        (lambda: NgramModel(2, "laplace", alpha=0), "alpha must be positive"),
        (lambda: NgramModel(2).fit([]), "corpus is empty"),
        (lambda: NgramModel(2).fit([["<s>", "a"]]), "holds <s> or </s>"),
        (lambda: NgramModel(2).fit([[3, 4]]), "need the vocabulary"),
        (lambda: NgramModel(2, vocabulary=Vocabulary("a")).fit([[4]]), "outside the vocabulary"),
        (lambda: NgramModel(2, "interpolated").fit([["a"]]), "held_out="),
        (lambda: NgramModel(2, "interpolated").fit([["a"]], []), "no held-out sentence"),
        (lambda: NgramModel(2).fit([["a"]]).perplexity([]), "no sentence"),
        (lambda: NgramModel(1).fit([["a"]]).sample(None, 3, temperature=0), "must be positive"),
    ],
)
def test_bad_input_is_refused_with_what_is_wrong(wrong, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        wrong()


@pytest.mark.parametrize(
    "use",
    [
        lambda model: model.log_probs([["a"]]),
        lambda model: model.next_probs(["a"]),
        lambda model: model.vocabulary,
    ],
)
def test_a_model_without_counts_says_so(use):
    with pytest.raises(RuntimeError, match="call fit first"):
        use(NgramModel(2))
