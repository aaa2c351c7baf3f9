"""threeways.scratch.ngram beside nltk.lm, on equal work: the same sentences, order and vocabulary.

    python benchmarks/ngram.py

The text stands in for the Penn Treebank, which cannot be shipped: a million tokens, of which
every twelfth sentence more is held out, in a vocabulary of 10,000. It is the Wikipedia sample in
gensim's test data, and then, because that is only half as long, the words in the source files of
Python's standard library. It is not one text repeated: that would add tokens and no n-gram.

All times are CPU seconds of one thread. nltk scores a few dozen tokens a second with Kneser–Ney,
so it scores some sentences only and its time is scaled by the number of tokens. Ends with status 1
if a bound is missed.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import sys
import sysconfig
import time
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")  # before NumPy starts its threads

import numpy as np

from threeways.data.text import load_wikipedia, sentences
from threeways.scratch.ngram import SPECIALS, NgramModel

ORDER = 5
VOCABULARY = 10_000
HELD_OUT = 12  # one sentence in so many
Sentences = list[list[str]]

missed: list[str] = []


def main() -> int:
    parser = argparse.ArgumentParser(description="threeways.scratch.ngram beside nltk.lm")
    parser.add_argument("--tokens", type=int, default=1_000_000, help="training tokens")
    parser.add_argument("--nltk-tokens", type=int, default=50, help="least tokens nltk scores")
    arguments = parser.parse_args()
    train, held_out = corpus(arguments.tokens)
    print(f"training {tokens(train):,} tokens, held out {tokens(held_out):,}, with </s>")
    ours = measure_ours(train, held_out)
    compare_with_nltk(train, held_out, ours, arguments.nltk_tokens)
    print(f"missed: {'; '.join(missed)}" if missed else "all bounds hold")
    return bool(missed)


# ---------------------------------------------------------------- the text


def corpus(size: int) -> tuple[Sentences, Sentences]:
    """Sentences to train on, of ``size`` tokens or a few more, and the held-out ones."""
    train: Sentences = []
    held_out: Sentences = []
    count = 0
    for i, sentence in enumerate(source()):
        if i % HELD_OUT == 0:
            held_out.append(sentence)
            continue
        train.append(sentence)
        count += len(sentence) + 1
        if count >= size:
            break
    frequent = Counter(chain.from_iterable(train)).most_common(VOCABULARY - len(SPECIALS))
    kept = {word for word, _ in frequent}
    return rare_as_unk(train, kept), rare_as_unk(held_out, kept)


def source() -> Iterator[list[str]]:
    """Wikipedia's sentences, then those of the standard library's files."""
    yield from sentences(load_wikipedia().text)
    library = Path(sysconfig.get_path("stdlib"))
    for path in sorted(library.rglob("*.py")):
        if not {"site-packages", "test", "tests"} & set(path.parts):
            yield from sentences(path.read_text(encoding="utf-8", errors="ignore"))


def rare_as_unk(text: Sentences, kept: set[str]) -> Sentences:
    return [[word if word in kept else "<unk>" for word in sentence] for sentence in text]


def tokens(text: Sentences) -> int:
    """Words and ends of sentences."""
    return sum(map(len, text)) + len(text)


# ---------------------------------------------------------------- ours


def measure_ours(train: Sentences, held_out: Sentences) -> dict[str, float]:
    """CPU seconds of counting, of Kneser–Ney, and the absolute bounds of the modified one."""
    model, fit = timed(lambda: NgramModel(ORDER).fit(train))
    log_probs, score = timed(lambda: model.log_probs(held_out))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if MACOS else 1024) / 1e9
    score *= 100_000 / len(log_probs)
    distinct = ", ".join(f"{size:,}" for size in model.sizes)
    print(f"\nmodified Kneser–Ney, order {ORDER}; n-grams of orders 1 to {ORDER}: {distinct}")
    bound("train, s", fit, at_most=3.0)
    bound("score 100,000 tokens, s", score, at_most=0.3)
    bound("peak memory of the process, GB", peak, at_most=1.0)
    print(f"  held-out perplexity {np.exp(-log_probs.mean()):.2f}")
    _, count = timed(lambda: NgramModel(ORDER, "mle").fit(train))
    plain, fit = timed(lambda: NgramModel(ORDER, "kneser_ney").fit(train))
    _, score = timed(lambda: plain.log_probs(held_out))
    return {"count": count, "fit": fit, "score": score}


MACOS = sys.platform == "darwin"  # where getrusage counts bytes, not kilobytes


def timed(work: Callable[[], Any], runs: int = 3) -> tuple[Any, float]:
    """Result and median CPU seconds."""
    seconds = []
    for _ in range(runs):
        start = time.process_time()
        result = work()
        seconds.append(time.process_time() - start)
    return result, statistics.median(seconds)


def bound(what: str, value: float, *, at_most: float = np.inf, at_least: float = -np.inf) -> None:
    """Print a figure beside its bound, and remember it if the bound is missed."""
    limit = f"≤ {at_most:g}" if at_most < np.inf else f"≥ {at_least:g}"
    holds = at_least <= value <= at_most
    print(f"  {'✓' if holds else '✗'} {what}: {value:.2f} ({limit})")
    if not holds:
        missed.append(f"{what} {value:.2f}, bound {limit}")


# ---------------------------------------------------------------- nltk


def compare_with_nltk(
    train: Sentences, held_out: Sentences, ours: dict[str, float], least: int
) -> None:
    """Ratios of CPU time: counting, and training and scoring together."""
    # Imported here, so that its memory is not counted as ours.
    from nltk.lm import KneserNeyInterpolated, Vocabulary
    from nltk.lm.preprocessing import padded_everygram_pipeline

    def fit() -> KneserNeyInterpolated:
        """Counting is all that fitting does in nltk, for every one of its models."""
        grams, words = padded_everygram_pipeline(ORDER, train)
        model = KneserNeyInterpolated(ORDER, vocabulary=Vocabulary(unk_label="<unk>"))
        model.fit(grams, words)
        return model

    model, count = timed(fit, runs=1)
    subset = some_of(held_out, least)
    _, score = timed(lambda: [model.logscore(w, c) for w, c in steps(subset)], runs=1)
    all_tokens = tokens(held_out)
    scaled = score * all_tokens / tokens(subset)
    print(f"\nbeside nltk.lm, Kneser–Ney of order {ORDER}, CPU seconds, nltk and here")
    print(f"  count, from words to n-grams: {count:.1f} and {ours['count']:.2f}")
    print(f"  train: {count:.1f} and {ours['fit']:.2f}")
    print(
        f"  score {all_tokens:,} tokens: {scaled:.0f} and {ours['score']:.2f} "
        f"(nltk: scaled from {tokens(subset)} tokens at {tokens(subset) / score:.0f} a second)"
    )
    bound("counting, times as fast", count / ours["count"], at_least=10)
    ratio = (count + scaled) / (ours["fit"] + ours["score"])
    bound("training and scoring together, times as fast", ratio, at_least=50)


def some_of(text: Sentences, least: int) -> Sentences:
    """Sentences from all over the text, of at least so many tokens."""
    order = np.random.default_rng(0).permutation(len(text))
    subset: Sentences = []
    for i in order:
        subset.append(text[i])
        if tokens(subset) >= least:
            break
    return subset


def steps(text: Sentences) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Word and context at each token, padded as nltk pads."""
    for sentence in text:
        padded = ["<s>"] * (ORDER - 1) + sentence + ["</s>"]
        for i in range(ORDER - 1, len(padded)):
            yield padded[i], tuple(padded[i - ORDER + 1 : i])


if __name__ == "__main__":
    sys.exit(main())
