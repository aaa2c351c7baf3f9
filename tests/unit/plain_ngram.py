"""The n-gram model once more, in dictionaries: slow, literal, and independent of the fast one.

Every probability is computed when it is asked for, by the recursion of the textbook over tuples of
words. The property tests hold ``threeways.scratch.ngram`` to it.
"""

from collections import Counter, defaultdict
from fractions import Fraction

UNK, BOS, EOS = "<unk>", "<s>", "</s>"


class PlainNgramModel:
    """P(word | context) from dictionaries of counts.

    ``words`` are all that can be predicted. ``weights`` are those of a mixture: uniform, unigram,
    bigram, …
    """

    def __init__(self, order, smoothing, words, alpha=1.0, weights=None):
        self.order, self.smoothing, self.words = order, smoothing, sorted(words)
        self.alpha, self.weights = alpha, weights

    def fit(self, sentences):
        self.counts = Counter()  # n-gram of any length up to the order -> how often
        for sentence in sentences:
            for context, word in self.steps(sentence):
                for length in range(len(context) + 1):
                    self.counts[(*context[len(context) - length :], word)] += 1
        if self.smoothing in ("kneser_ney", "modified_kneser_ney"):
            self.counts = self.continuation_counts()
        self.followers = defaultdict(dict)  # history -> word -> count
        for gram, count in self.counts.items():
            self.followers[gram[:-1]][gram[-1]] = count
        self.discounts = {m: self.discount(m) for m in range(1, self.order + 1)}
        return self

    def steps(self, sentence):
        """Context and word at each step through a sentence, its end included."""
        known = [word if word in self.words else UNK for word in sentence]
        padded = [BOS, *known, EOS]
        for i in range(1, len(padded)):
            yield tuple(padded[max(0, i - self.order + 1) : i]), padded[i]

    def continuation_counts(self):
        before = defaultdict(set)
        for gram in self.counts:
            before[gram[1:]].add(gram[0])
        return Counter(
            {
                gram: count if len(gram) == self.order or gram[0] == BOS else len(before[gram])
                for gram, count in self.counts.items()
            }
        )

    def discount(self, m):
        """What the smoothing takes from each count of order m, as a function of the count."""
        n = Counter(count for gram, count in self.counts.items() if len(gram) == m)
        if self.smoothing == "kneser_ney":
            return lambda c: n[1] / (n[1] + 2 * n[2]) if n[1] and n[2] else 0.75
        if self.smoothing == "modified_kneser_ney":
            return self.three_discounts(n)
        if self.smoothing == "good_turing":
            return self.good_turing_discounts(n)
        return None

    @staticmethod
    def three_discounts(n):
        fallback = {1: 0.5, 2: 1.0, 3: 1.5}
        if not (n[1] and n[2] and n[3]):
            return lambda c: fallback[min(c, 3)]
        y = Fraction(n[1], n[1] + 2 * n[2])
        found = {r: r - (r + 1) * y * Fraction(n[r + 1], n[r]) for r in (1, 2, 3)}
        return lambda c: float((found if min(found.values()) >= 0 else fallback)[min(c, 3)])

    @staticmethod
    def good_turing_discounts(n):
        for k in (5, 4, 3, 2, 1):
            if any(n[r] == 0 for r in range(1, k + 2)) or (k + 1) * n[k + 1] >= n[1]:
                continue
            common = Fraction((k + 1) * n[k + 1], n[1])
            ratios = {}
            for r in range(1, k + 1):
                r_star = Fraction((r + 1) * n[r + 1], n[r])
                ratios[r] = (r_star / r - common) / (1 - common)
            if all(0 < ratio <= 1 for ratio in ratios.values()):
                return lambda c: c - c * float(ratios.get(c, 1))
        return lambda c: 0.5 if c <= 5 else 0.0

    def prob(self, word, context):
        context = tuple(w if w in self.words or w == BOS else UNK for w in context)
        history = context[max(0, len(context) - self.order + 1) :]
        return getattr(self, self.smoothing)(word, history)

    def total(self, history):
        return sum(self.followers.get(history, {}).values())

    def count(self, word, history):
        return self.followers.get(history, {}).get(word, 0)

    def shorter(self, word, history):
        """The same smoothing with a word less of history; below the unigrams, the uniform."""
        if not history:
            return 1 / len(self.words)
        return getattr(self, self.smoothing)(word, history[1:])

    def mle(self, word, history):
        if not self.total(history):
            return self.shorter(word, history)
        return self.count(word, history) / self.total(history)

    def laplace(self, word, history):
        total = self.total(history) + self.alpha * len(self.words)
        return (self.count(word, history) + self.alpha) / total

    def components(self, word, history):
        """The uniform probability, then the MLE of each suffix of the history that was seen."""
        suffixes = [history[len(history) - m :] for m in range(len(history) + 1)]
        seen = [suffix for suffix in suffixes if self.total(suffix)]
        return [1 / len(self.words), *(self.count(word, h) / self.total(h) for h in seen)]

    def interpolated(self, word, history):
        parts = self.components(word, history)
        mixed = sum(weight * part for weight, part in zip(self.weights, parts))
        return mixed / sum(self.weights[: len(parts)])

    def witten_bell(self, word, history):
        if not self.total(history):
            return self.shorter(word, history)
        types = len(self.followers[history])
        lower = self.shorter(word, history)
        return (self.count(word, history) + types * lower) / (self.total(history) + types)

    def kneser_ney(self, word, history):
        if not self.total(history):
            return self.shorter(word, history)
        discount = self.discounts[len(history) + 1]
        seen = self.followers[history]
        own = seen[word] - discount(seen[word]) if word in seen else 0.0
        taken = sum(discount(count) for count in seen.values())
        return (own + taken * self.shorter(word, history)) / self.total(history)

    modified_kneser_ney = kneser_ney

    def good_turing(self, word, history):
        if not self.total(history):
            return self.shorter(word, history)
        discount = self.discounts[len(history) + 1]
        seen = self.followers[history]
        kept = {w: count - discount(count) for w, count in seen.items()}
        if len(seen) == len(self.words):
            return kept[word] / sum(kept.values())
        total = self.total(history)
        if all(discount(count) == 0 for count in seen.values()):
            total += 1
        if word in seen:
            return kept[word] / total
        unseen = sum(self.shorter(w, history) for w in self.words if w not in seen)
        return (1 - sum(kept.values()) / total) * self.shorter(word, history) / unseen


def em_weights(model, held_out, rounds=200):
    """Mixture weights by expectation and maximisation, a token at a time."""
    steps = [step for sentence in held_out for step in model.steps(sentence)]
    weights = [1 / (model.order + 1)] * (model.order + 1)
    for _ in range(rounds):
        own, below = [0.0] * len(weights), [0.0] * len(weights)
        for context, word in steps:
            joint = [w * p for w, p in zip(weights, model.components(word, context))]
            for m, part in enumerate(joint):
                own[m] += part / sum(joint)
                below[m] += sum(joint[: m + 1]) / sum(joint)
        new, left = [0.0] * len(weights), 1.0
        for m in reversed(range(len(weights))):
            stop = own[m] / below[m] if below[m] else weights[m] / sum(weights[: m + 1])
            stop = min(stop, 1 - 1e-9) if m else 1.0
            new[m], left = left * stop, left * (1 - stop)
        change, weights = max(abs(a - b) for a, b in zip(new, weights)), new
        if change < 1e-6:
            break
    return weights
