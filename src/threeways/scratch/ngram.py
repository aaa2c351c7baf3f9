"""N-gram language models: counted, smoothed and scored with sorted arrays.

A model of order *n* predicts a word from the *n* − 1 words before it, its *history*. Sentences
begin with one ``<s>``, which is never predicted, and end with ``</s>``, which is; near the
beginning the history is shorter.

The n-grams of order *m* are numbered by their rank in sorted order, and the key of an n-gram is
``rank(history) · V + word``. So a key fits in 64 bits at every order, equal histories lie side by
side, and a sorted array with binary search is all the data structure there is. What smoothing
adds is two numbers (Katz 1987): a probability for each n-gram that was seen, and for each history
*h* a back-off weight *b(h)* for the words that never followed it,

    P(w | h) = p(h w)             where h w was seen,
               b(h) P(w | h′)     otherwise, with h′ the history without its first word.

Sources:
    Chen and Goodman (1998), An Empirical Study of Smoothing Techniques for Language Modeling.
    Heafield, Pouzyrevsky, Clark and Koehn (2013), Scalable Modified Kneser-Ney Language Model
    Estimation, whose program ``lmplz`` this module agrees with.
    Jelinek and Mercer (1980), Interpolated estimation of Markov source parameters from sparse data.
    Katz (1987), Estimation of probabilities from sparse data for the language model component of a
    speech recognizer.
    Kneser and Ney (1995), Improved backing-off for m-gram language modeling.
    Witten and Bell (1991), The zero-frequency problem.
"""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, pairwise, repeat
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Ints: TypeAlias = npt.NDArray[np.int64]
Floats: TypeAlias = npt.NDArray[np.float64]
Sentence: TypeAlias = Sequence[str] | Sequence[int] | npt.NDArray[Any]

UNK, BOS, EOS = SPECIALS = ("<unk>", "<s>", "</s>")
SMOOTHINGS = (
    "mle",
    "laplace",
    "interpolated",
    "good_turing",
    "witten_bell",
    "kneser_ney",
    "modified_kneser_ney",
)
MOST_TRUST = 1 - 1e-9  # of an order that predicts the held-out text perfectly


class Vocabulary:
    """The words that a model knows, numbered: ``<unk>`` 0, ``<s>`` 1, ``</s>`` 2, then the rest.

    Args:
        words: The words; repetitions and the three special words may be among them.
    """

    unk, bos, eos = range(3)

    def __init__(self, words: Iterable[str]) -> None:
        self.words = list(dict.fromkeys(chain(SPECIALS, words)))
        self._ids = {word: i for i, word in enumerate(self.words)}

    @classmethod
    def from_sentences(cls, sentences: Iterable[Sequence[str]], min_count: int = 1) -> Vocabulary:
        """Words that occur at least ``min_count`` times, the frequent ones first."""
        counts = Counter(chain.from_iterable(sentences))
        kept = (word for word, count in counts.items() if count >= min_count)
        return cls(sorted(kept, key=lambda word: (-counts[word], word)))

    def encode(self, tokens: Iterable[str]) -> npt.NDArray[np.int32]:
        """Numbers (n,) of the words; an unknown word has that of ``<unk>``."""
        return np.fromiter(map(self._ids.get, tokens, repeat(self.unk)), np.int32)

    def decode(self, ids: Iterable[int]) -> list[str]:
        """Words of the numbers."""
        return [self.words[i] for i in ids]

    def __len__(self) -> int:
        return len(self.words)

    def __contains__(self, word: object) -> bool:
        return word in self._ids


class NgramModel:
    """An n-gram language model with one of seven ways of smoothing.

    ========================  ====================================================================
    ``mle``                   count of the n-gram by count of the history; what was never seen has
                              probability 0, so a text that holds such a thing has perplexity inf
    ``laplace``               ``alpha`` is added to every count; no use of shorter histories
    ``interpolated``          Jelinek–Mercer: a mixture of the MLE of all orders, whose weights EM
                              fits on held-out sentences
    ``good_turing``           Katz: counts up to 5 are discounted after Good and Turing, and the
                              mass goes to unseen words by back-off
    ``witten_bell``           interpolated; a history that many different words follow trusts the
                              shorter one more
    ``kneser_ney``            interpolated; one discount an order, and shorter n-grams count the
                              different words before them
    ``modified_kneser_ney``   the same with three discounts; equal to KenLM's ``lmplz``
    ========================  ====================================================================

    Below the unigrams lies the uniform distribution over the words that can be predicted: all of
    the vocabulary but ``<s>``. A history that was never seen counts as its longest suffix that
    was; for ``laplace``, which knows no suffixes, it makes all words equally likely. A ``<unk>``
    in the text is a word like any other; KenLM reserves ``<unk>`` for words outside the text, so
    to compare the two, give the one in the text another name.

    Args:
        order: Length of the longest n-gram, at least 1.
        smoothing: One of :data:`SMOOTHINGS`.
        vocabulary: Words to predict; without one, those of the training sentences.
        alpha: What ``laplace`` adds to each count.
        weights: Mixture weights of ``interpolated``, (order + 1,): uniform, unigram, bigram, …;
            without them, ``fit`` needs held-out sentences.

    Attributes:
        vocabulary: The words, after ``fit`` at the latest.
        weights: The mixture weights, after ``fit`` those of EM.

    Raises:
        ValueError: The order is below 1, no smoothing has that name, alpha is not positive, or the
            weights are no mixture.

    Example:
        >>> model = NgramModel(2, "mle").fit([["a", "b"], ["a", "c"], ["b"]])
        >>> model.next_probs(["a"])[model.vocabulary.encode(["b", "c"])]
        array([0.5, 0.5])
    """

    def __init__(
        self,
        order: int,
        smoothing: str = "modified_kneser_ney",
        vocabulary: Vocabulary | None = None,
        *,
        alpha: float = 1.0,
        weights: Sequence[float] | Floats | None = None,
    ) -> None:
        if order < 1:
            raise ValueError(f"the order of an n-gram model is at least 1, got {order}")
        if smoothing not in SMOOTHINGS:
            near = difflib.get_close_matches(smoothing, SMOOTHINGS, cutoff=0.3) or SMOOTHINGS
            raise ValueError(f"no smoothing is called {smoothing!r}; there is {', '.join(near)}")
        if alpha <= 0:
            raise ValueError(f"alpha must be positive, got {alpha}")
        self.order = order
        self.smoothing = smoothing
        self.alpha = alpha
        self.weights = None if weights is None else _mixture(weights, order)
        self._given = vocabulary
        self._vocabulary = vocabulary
        self._levels: list[_Level] = []

    @property
    def vocabulary(self) -> Vocabulary:
        """The words that the model knows."""
        if self._vocabulary is None:
            raise RuntimeError("the model has no vocabulary yet: call fit first")
        return self._vocabulary

    @property
    def sizes(self) -> tuple[int, ...]:
        """Number of different n-grams of each order; every word of the vocabulary is a unigram."""
        return tuple(len(level.key) - 1 for level in self._levels)

    def fit(
        self, sentences: Iterable[Sentence], held_out: Iterable[Sentence] | None = None
    ) -> NgramModel:
        """Count the n-grams of the sentences and estimate the probabilities.

        Args:
            sentences: Lists of words, strings (of which each character is a word), or arrays of
                numbers of the vocabulary; without ``<s>`` and ``</s>``, which are added here.
            held_out: Further sentences, on which ``interpolated`` fits its weights.

        Returns:
            The model itself.

        Raises:
            ValueError: There is no sentence, one holds ``<s>`` or ``</s>``, numbers come without
                their vocabulary, or ``interpolated`` has neither weights nor held-out sentences.
        """
        sentences = list(sentences)
        if not sentences:
            raise ValueError("the corpus is empty: there is no sentence to count")
        self._levels = []  # what fails from here on leaves a model without counts
        self._vocabulary = self._given or Vocabulary.from_sentences(_words(sentences))
        grams = _count(*_stream(sentences, self.vocabulary), self.order, len(self.vocabulary))
        if self.smoothing == "interpolated":
            self._fit_weights(grams, held_out)
        if self.smoothing in ("kneser_ney", "modified_kneser_ney"):
            grams = _continuations(grams)
        self._levels = self._estimate(grams, self._estimator())
        return self

    def log_probs(self, sentences: Iterable[Sentence]) -> Floats:
        """Natural logarithm of the probability of each word and each ``</s>``.

        Args:
            sentences: As for :meth:`fit`; an unknown word is scored as ``<unk>``.

        Returns:
            Array (n,), one sentence after the other: n words and ends of sentences.
        """
        self._check_fitted()
        ids, place = _stream(list(sentences), self.vocabulary)
        uniform = 1 / self._predictable
        prob = np.full(len(ids), uniform)
        for level, (history, gram) in zip(self._levels, self._matches(ids, place)):
            if not self._chained:
                prob = np.where(place >= level.order - 1, uniform, prob)
            prob = np.where(gram >= 0, level.prob[gram], level.backoff[history] * prob)
        with np.errstate(divide="ignore"):
            log_prob: Floats = np.log(prob[place > 0])
        return log_prob

    def perplexity(self, sentences: Iterable[Sentence]) -> float:
        """exp of the mean negative log probability of words and ``</s>``; inf if one is 0.

        Raises:
            ValueError: There is no sentence.
        """
        log_probs = self.log_probs(sentences)
        if not len(log_probs):
            raise ValueError("there is no sentence to take the perplexity of")
        return float(np.exp(-log_probs.mean()))

    def next_probs(self, context: Sequence[str] | Sequence[int] = ()) -> Floats:
        """Probability of each word of the vocabulary to come after a context.

        Args:
            context: The words before, of which the last order − 1 count; with ``"<s>"`` first
                where they begin a sentence.

        Returns:
            Array (V,) that sums to 1; ``<s>`` has probability 0.
        """
        self._check_fitted()
        ids = _encode(list(context), self.vocabulary)[max(0, len(context) - self.order + 1) :]
        uniform = np.full(len(self.vocabulary), 1 / self._predictable)
        uniform[self.vocabulary.bos] = 0.0
        prob = uniform
        for level in self._levels[: len(ids) + 1]:
            prob = prob if self._chained else uniform
            history = self._rank(ids[len(ids) - level.order + 1 :])
            if history >= 0:
                row = level.row(history, len(prob))
                prob = level.backoff[history] * prob
                prob[level.key[row] - history * len(prob)] = level.prob[row]
        return prob

    def sample(
        self,
        rng: np.random.Generator,
        max_tokens: int,
        context: Sequence[str] = (),
        temperature: float = 1.0,
    ) -> list[str]:
        """Continue a sentence by walking the cumulated distribution until a random number.

        Args:
            rng: Where the random numbers come from.
            max_tokens: Most words to add.
            context: First words of the sentence.
            temperature: Probabilities are raised to the power of 1 / temperature, so that below
                1 likely words become likelier.

        Returns:
            The words added, without ``</s>``.

        Raises:
            ValueError: The temperature is not positive.
        """
        if not 0 < temperature < np.inf:
            raise ValueError(f"the temperature must be positive and finite, got {temperature}")
        words = [BOS, *context]
        for _ in range(max_tokens):
            probs = self.next_probs(words)  # (V,)
            cumulated = np.cumsum((probs / probs.max()) ** (1 / temperature))  # (V,)
            step = np.searchsorted(cumulated, rng.random() * cumulated[-1], side="right")
            if step == self.vocabulary.eos:
                break
            words += self.vocabulary.decode([int(step)])
        return words[1 + len(context) :]

    @property
    def _predictable(self) -> int:
        """Number of words that can come next: all but ``<s>``."""
        return len(self.vocabulary) - 1

    @property
    def _chained(self) -> bool:
        """Whether an order rests on the next shorter one, or each directly on the uniform."""
        return self.smoothing != "laplace"

    def _check_fitted(self) -> None:
        if not self._levels:
            raise RuntimeError("the model has counted nothing yet: call fit first")

    def _rank(self, ids: Ints) -> int:
        """Rank of one n-gram among those of its length, −1 if it was never seen."""
        rank = int(ids[0]) if len(ids) else 0
        for level, word in zip(self._levels[1:], ids[1:]):
            rank = int(level.find(np.array([rank * len(self.vocabulary) + word]))[0])
            if rank < 0:
                break
        return rank

    def _matches(self, ids: Ints, place: Ints) -> Iterator[tuple[Ints, Ints]]:
        """For each order the ranks of history and n-gram at every token, −1 where unseen.

        Args:
            ids: The stream of sentences (N,).
            place: Number of tokens before each in its sentence (N,).
        """
        gram = np.where(place > 0, ids, -1)  # (N,)
        yield np.where(place > 0, 0, -1), gram
        gram = ids
        for level in self._levels[1:]:
            history = np.concatenate([[-1], gram[:-1]])
            history[place < level.order - 1] = -1
            gram = np.full(len(ids), -1)
            (at,) = np.nonzero(history >= 0)
            gram[at] = level.find(history[at] * len(self.vocabulary) + ids[at])
            yield history, gram

    def _estimator(self) -> Estimator:
        """The rule that turns counts into probabilities."""
        if self.smoothing == "laplace":
            return partial(_laplace, alpha=self.alpha)
        if self.smoothing == "interpolated":
            assert self.weights is not None
            return partial(_jelinek_mercer, trust=_trust(self.weights))
        rules: dict[str, Estimator] = {
            "mle": _mle,
            "good_turing": _katz,
            "witten_bell": _witten_bell,
            "kneser_ney": partial(_kneser_ney, discounts=one_discount),
            "modified_kneser_ney": partial(_kneser_ney, discounts=three_discounts),
        }
        return rules[self.smoothing]

    def _estimate(self, orders: list[_Ngrams], estimator: Estimator) -> list[_Level]:
        """Probabilities and back-off weights, from unigrams up: each order rests on the last."""
        lower = np.array([1 / self._predictable])
        levels: list[_Level] = []
        for grams in orders:
            below = lower[grams.suffix] if self._chained else np.full(len(grams.key), lower[0])
            prob, backoff = estimator(grams, below)  # (n,), (H,)
            key = grams.key
            if grams.order == 1:
                key, prob = self._all_words(key, prob, backoff[0])
            levels.append(_Level.of(grams.order, key, prob, backoff))
            lower = prob if self._chained else lower
        return levels

    def _all_words(self, seen: Ints, prob: Floats, backoff: float) -> tuple[Ints, Floats]:
        """Unigrams of the whole vocabulary (V,), so that the rank of a word is its number."""
        words = np.arange(len(self.vocabulary))
        full = np.full(len(words), backoff / self._predictable)
        full[seen] = prob
        full[self.vocabulary.bos] = 0.0
        return words, full

    def _fit_weights(self, grams: list[_Ngrams], held_out: Iterable[Sentence] | None) -> None:
        """Mixture weights by expectation and maximisation (Jelinek and Mercer 1980)."""
        if held_out is None:
            if self.weights is None:
                raise ValueError(
                    "'interpolated' fits its weights on held-out sentences: "
                    "call fit(sentences, held_out=…), or give weights=…"
                )
            return
        ids, place = _stream(list(held_out), self.vocabulary)
        if not len(ids):
            raise ValueError("there is no held-out sentence to fit the weights on")
        self._levels = self._estimate(grams, _mle)
        probs = [np.full(len(ids), 1 / self._predictable)]
        reached = [np.ones(len(ids), bool)]
        for level, (history, gram) in zip(self._levels, self._matches(ids, place)):
            probs.append(level.prob[gram])
            reached.append(level.backoff[history] == 0)  # the MLE backs off from unseen ones only
        keep = place > 0
        self.weights = _em(np.array(probs)[:, keep], np.array(reached)[:, keep])


@dataclass(frozen=True)
class _Ngrams:
    """The distinct n-grams of one order, sorted by history, then by word."""

    order: int
    words: int  # how many words can be predicted
    histories: int  # how many histories there can be, H
    key: Ints  # (n,) history · V + word
    history: Ints  # (n,) rank of all words but the last
    suffix: Ints  # (n,) rank of all words but the first
    count: Ints  # (n,)

    def total(self, values: npt.NDArray[Any] | None = None) -> Floats:
        """Sum over the words after each history, (H,), of values (n,) or, without, of ones."""
        return np.bincount(self.history, values, self.histories).astype(float)


@dataclass(frozen=True)
class _Level:
    """What a model knows of one order; the last row, at −1, is for what was never seen."""

    order: int
    key: Ints  # (n + 1,) sorted
    prob: Floats  # (n + 1,)
    backoff: Floats  # (H + 1,)

    @classmethod
    def of(cls, order: int, key: Ints, prob: Floats, backoff: Floats) -> _Level:
        """The level with its last row: a key beyond all others, nothing seen, all mass below."""
        beyond = np.iinfo(np.int64).max
        return cls(order, np.append(key, beyond), np.append(prob, 0.0), np.append(backoff, 1.0))

    def find(self, key: Ints) -> Ints:
        """Rank of each key, −1 where it is not here."""
        rank = np.searchsorted(self.key, key)
        return np.where(self.key[rank] == key, rank, -1)

    def row(self, history: int, size: int) -> slice:
        """Where the n-grams of one history stand, in a vocabulary of some size."""
        start, stop = np.searchsorted(self.key, [history * size, (history + 1) * size])
        return slice(int(start), int(stop))


Estimator: TypeAlias = Callable[[_Ngrams, Floats], tuple[Floats, Floats]]


def _words(sentences: list[Sentence]) -> list[Sequence[str]]:
    """The sentences, if they are of words."""
    first = next(chain.from_iterable(sentences), "")
    if not isinstance(first, str):
        raise ValueError("sentences of numbers need the vocabulary that they were encoded with")
    return sentences  # type: ignore[return-value]


def _encode(tokens: list[Any], vocabulary: Vocabulary) -> Ints:
    """Numbers (n,) of words, or of numbers, which must be of the vocabulary."""
    if not tokens or isinstance(tokens[0], str):
        return vocabulary.encode(tokens).astype(np.int64)
    ids = np.array(tokens, np.int64)
    if ids.min() < 0 or ids.max() >= len(vocabulary):
        raise ValueError(f"a number is outside the vocabulary of {len(vocabulary)} words")
    return ids


def _stream(sentences: list[Sentence], vocabulary: Vocabulary) -> tuple[Ints, Ints]:
    """All sentences in a row with ``<s>`` and ``</s>``: numbers (N,) and places in them (N,)."""
    inner = _encode(list(chain.from_iterable(sentences)), vocabulary)
    if np.isin(inner, [vocabulary.bos, vocabulary.eos]).any():
        raise ValueError("a sentence holds <s> or </s>, which the model adds itself")
    lengths = np.fromiter(map(len, sentences), np.int64, len(sentences)) + 2  # (S,)
    starts = np.cumsum(lengths) - lengths
    place = np.arange(lengths.sum()) - np.repeat(starts, lengths)
    ids = np.full(len(place), vocabulary.eos, np.int64)
    ids[starts] = vocabulary.bos
    ids[(place > 0) & (place < np.repeat(lengths, lengths) - 1)] = inner
    return ids, place


def _count(ids: Ints, place: Ints, order: int, size: int) -> list[_Ngrams]:
    """The n-grams of orders 1 to ``order`` of a stream, in a vocabulary of ``size`` words."""
    rank = np.zeros(len(ids), np.int64)  # (N,) of the n-gram that ends here, one order below
    histories = 1
    orders: list[_Ngrams] = []
    for m in range(1, order + 1):
        (at,) = np.nonzero(place >= max(1, m - 1))  # the tokens that end an n-gram
        key, first, inverse, count = np.unique(
            rank[at - 1] * size + ids[at],
            return_index=True,
            return_inverse=True,
            return_counts=True,
        )
        orders.append(_Ngrams(m, size - 1, histories, key, key // size, rank[at[first]], count))
        if m == 1:
            rank, histories = ids.copy(), size  # the rank of a word is its number
        else:
            rank[at], histories = inverse, len(key)
    return orders


def _continuations(orders: list[_Ngrams]) -> list[_Ngrams]:
    """Counts below the highest order replaced by how many different words come before.

    What begins with ``<s>`` has nothing before it and keeps its count (Heafield et al. 2013).
    """
    adjusted = []
    for grams, longer in pairwise(orders):
        rank = grams.key if grams.order == 1 else np.arange(len(grams.key))
        before = np.bincount(longer.suffix, minlength=longer.histories)[rank]  # (n,)
        adjusted.append(replace(grams, count=np.where(before > 0, before, grams.count)))
    return [*adjusted, orders[-1]]


def _mixed(grams: _Ngrams, share: Floats, backoff: Floats, lower: Floats) -> tuple[Floats, Floats]:
    """Interpolation: the n-gram's own share, and that of the shorter one."""
    return share + backoff[grams.history] * lower, backoff


def _ratio(a: Floats, b: Floats) -> Floats:
    """a / b, or 1 where a history was never followed by anything: there all mass backs off."""
    return np.divide(a, b, out=np.ones_like(b), where=b > 0)


def _mle(grams: _Ngrams, lower: Floats) -> tuple[Floats, Floats]:
    """c(h w) / c(h)."""
    total = grams.total(grams.count)
    return grams.count / total[grams.history], np.where(total > 0, 0.0, 1.0)


def _laplace(grams: _Ngrams, lower: Floats, *, alpha: float) -> tuple[Floats, Floats]:
    """(c(h w) + α) / (c(h) + α V)."""
    mass = alpha * grams.words
    total = grams.total(grams.count) + mass
    return _mixed(grams, grams.count / total[grams.history], mass / total, lower)


def _jelinek_mercer(grams: _Ngrams, lower: Floats, *, trust: Floats) -> tuple[Floats, Floats]:
    """λ c(h w) / c(h) + (1 − λ) P(w | h′)."""
    share, untrusted = _mle(grams, lower)
    rate = trust[grams.order - 1]
    backoff = np.where(untrusted > 0, 1.0, 1 - rate)
    return _mixed(grams, rate * share, backoff, lower)


def _witten_bell(grams: _Ngrams, lower: Floats) -> tuple[Floats, Floats]:
    """(c(h w) + T(h) P(w | h′)) / (c(h) + T(h)), with T(h) different words seen after h."""
    types = grams.total()
    total = grams.total(grams.count) + types
    return _mixed(grams, grams.count / total[grams.history], _ratio(types, total), lower)


def _kneser_ney(
    grams: _Ngrams, lower: Floats, *, discounts: Callable[[Ints], Floats]
) -> tuple[Floats, Floats]:
    """(c − D(c)) / c(h) + b(h) P(w | h′), where b(h) is what the discounts D took from h."""
    taken = discounts(grams.count)[np.minimum(grams.count, 3)]  # (n,)
    total = grams.total(grams.count)
    share = (grams.count - taken) / total[grams.history]
    return _mixed(grams, share, _ratio(grams.total(taken), total), lower)


def one_discount(count: Ints) -> Floats:
    """D = n₁ / (n₁ + 2 n₂) for all counts, as (4,); 0.75 where there is no n₁ or no n₂."""
    n = np.bincount(np.minimum(count, 5), minlength=6)
    discount = n[1] / (n[1] + 2 * n[2]) if n[1] and n[2] else 0.75
    return np.array([0.0, discount, discount, discount])


def three_discounts(count: Ints) -> Floats:
    """D for counts of 0, 1, 2, and 3 or more (Chen and Goodman 1998, equation 26).

    Where a count of counts is missing or a discount is outside [0, r], as in very small samples,
    0.5, 1 and 1.5 take their place, like ``lmplz --discount_fallback``. One n-gram of each order,
    the last one in its sorting, enters ``lmplz``'s counts of counts with its plain count instead of
    the adjusted one; that can be seen in a text of a few sentences, and is not imitated here.
    """
    n = np.bincount(np.minimum(count, 5), minlength=6)
    r = np.arange(1, 4)
    if n[1:4].all():
        # One division of whole numbers, so that a discount of 0 comes out as 0.
        discount = r - (r + 1) * n[1] * n[r + 1] / ((n[1] + 2 * n[2]) * n[r])
        if (discount >= 0).all():
            return np.concatenate([[0.0], discount])
    return np.array([0.0, 0.5, 1.0, 1.5])


def _katz(grams: _Ngrams, lower: Floats) -> tuple[Floats, Floats]:
    """d(c) c / c(h), and for unseen words what is left, in proportion to P(w | h′) (Katz 1987).

    A history all of whose counts are too large for a discount counts one unseen word; one that
    every word has followed keeps all of its mass.
    """
    kept = grams.count * _good_turing(grams.count)[np.minimum(grams.count, 6)]  # (n,)
    total = grams.total(grams.count)
    spared = grams.total(grams.count - kept)
    full = grams.total() == grams.words
    scale = np.where(full, total - spared, np.where(spared > 0, total, total + 1))
    prob = kept / scale[grams.history]
    left = 1 - grams.total(prob)
    unseen = 1 - grams.total(lower)
    return prob, _ratio(np.where(full, 0.0, left), np.where(full, 1.0, unseen))


def _good_turing(count: Ints, k: int = 5) -> Floats:
    """Discount ratios d(r) for counts r of 0 to k, and 1 for those above, as (k + 2,).

    Where a ratio is outside (0, 1], as in small samples, k is lowered until none is; where that
    does not help, half a count is taken from counts up to k.
    """
    n = np.bincount(np.minimum(count, k + 2), minlength=k + 3)
    for top in range(k, 0, -1):
        r = np.arange(1, top + 1)
        if n[1 : top + 2].all() and (top + 1) * n[top + 1] < n[1]:
            above = (top + 1) * n[top + 1] / n[1]
            ratio = ((r + 1) * n[r + 1] / (r * n[r]) - above) / (1 - above)
            if ((ratio > 0) & (ratio <= 1)).all():
                return np.concatenate([[0.0], ratio, np.ones(k + 1 - top)])
    r = np.arange(1, k + 1)
    return np.concatenate([[0.0], 1 - 0.5 / r, [1.0]])


def _mixture(weights: Sequence[float] | Floats, order: int) -> Floats:
    """The weights, if they are a mixture of the uniform distribution and all orders."""
    mixture = np.asarray(weights, float)
    if mixture.shape != (order + 1,) or (mixture < 0).any() or abs(mixture.sum() - 1) > 1e-9:
        raise ValueError(
            f"order {order} takes {order + 1} weights that are not negative and sum to 1, "
            f"got {mixture.tolist()}"
        )
    return mixture


def _trust(weights: Floats) -> Floats:
    """Weight (order,) of each order against all below it; a mixture has (order + 1,) weights."""
    return _ratio(weights, np.cumsum(weights))[1:]


def _weights(trust: Floats) -> Floats:
    """The mixture (order + 1,) of orders that are trusted by so much against all below them."""
    passed_on = np.cumprod(1 - trust[::-1])[::-1]  # (order,) what this order and all above leave
    weights: Floats = np.append(1.0, trust) * np.append(passed_on, 1.0)
    return weights


def _em(probs: Floats, reached: npt.NDArray[np.bool_], rounds: int = 200) -> Floats:
    """Mixture weights under which held-out tokens are likeliest.

    A history that was never seen leaves only the shorter orders to mix, with the same ratios.
    No order is trusted by more than :data:`MOST_TRUST`, so that no word becomes impossible.

    Args:
        probs: What each order says of each token, (order + 1, N), the uniform first.
        reached: Whether the order knows the history, (order + 1, N).
        rounds: Most rounds; it ends before when no weight moves by 1e-6 any more.

    Returns:
        Weights (order + 1,) that sum to 1.
    """
    weights = np.full(len(probs), 1 / len(probs))
    for _ in range(rounds):
        joint = weights[:, None] * probs * reached  # (order + 1, N)
        chosen = joint / joint.sum(axis=0)
        below = np.cumsum(chosen, axis=0) * reached  # by this order or a shorter one
        trust = _trust(weights)  # (order,)
        reach = below.sum(axis=1)[1:]
        np.divide(chosen.sum(axis=1)[1:], reach, out=trust, where=reach > 0)
        previous, weights = weights, _weights(np.minimum(trust, MOST_TRUST))
        if np.abs(weights - previous).max() < 1e-6:
            break
    return weights
