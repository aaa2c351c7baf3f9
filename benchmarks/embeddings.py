"""Skip-gram from scratch beside gensim's Word2Vec, on equal work.

    python benchmarks/embeddings.py

One pass over the Wikipedia sample in gensim's test data: vectors of 100 dimensions, words that
occur five times or more, frequent ones thinned alike, a window of 5, five negatives a pair, the
same falling learning rate. Both draw words, pairs and negatives for themselves; the words that
they kept are compared, and so is what they learned, as the loss of both on the same pairs and
negatives. Ours takes a step for a batch of pairs, gensim for every pair.

All times are CPU seconds of one thread, the median of several runs. Ends with status 1 if a bound
is missed.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable
from itertools import chain
from typing import Any

os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")  # before NumPy starts its threads

import numpy as np
from gensim.models import Word2Vec

from threeways.data.text import load_wikipedia, sentences
from threeways.scratch.embedding import (
    keep_probability,
    negative_sampling,
    skipgram_epoch,
    skipgram_pairs,
)

DIMS, WINDOW, NEGATIVES, LEAST = 100, 5, 5, 5
RATES = 0.025, 0.0001  # learning rate, first and last
AT_MOST = 30.0  # times gensim's time

missed: list[str] = []
Tables = tuple[np.ndarray, np.ndarray]


def main() -> int:
    parser = argparse.ArgumentParser(description="skip-gram from scratch beside gensim")
    parser.add_argument("--runs", type=int, default=3, help="runs that the median is taken of")
    runs = parser.parse_args().runs
    text = [words for article in load_wikipedia().articles for words in sentences(article.text)]
    peer, (their_tables, their_kept), theirs = measure(lambda: gensim(text), runs)
    ids, sentence = numbered(text, peer)
    pairs, (our_tables, our_kept), ours = measure(lambda: scratch(ids, sentence), runs)
    print(f"{len(ids):,} words, {len(peer.wv):,} different; {len(pairs[0]):,} pairs")
    compare(our_kept / their_kept, *losses(pairs, np.bincount(ids), our_tables, their_tables))
    print(f"  CPU seconds: {ours:.1f} here, {theirs:.1f} gensim")
    bound("skip-gram, times gensim's time", ours / theirs, at_most=AT_MOST)
    print(f"missed: {'; '.join(missed)}" if missed else "all bounds hold")
    return bool(missed)


def measure(
    prepare: Callable[[], tuple[Any, Callable[[], tuple[Tables, int]]]], runs: int
) -> tuple[Any, tuple[Tables, int], float]:
    """What was prepared, the last result of the work, and its median CPU seconds."""
    seconds = []
    for _ in range(runs):
        prepared, work = prepare()
        start = time.process_time()
        result = work()
        seconds.append(time.process_time() - start)
    return prepared, result, statistics.median(seconds)


def gensim(text: list[list[str]]) -> tuple[Word2Vec, Callable[[], tuple[Tables, int]]]:
    """A model with its vocabulary, and what trains it."""
    settings = {"vector_size": DIMS, "window": WINDOW, "negative": NEGATIVES, "min_count": LEAST}
    model = Word2Vec(sg=1, workers=1, seed=0, **settings)
    model.build_vocab(text)

    def work() -> tuple[Tables, int]:
        options = {"start_alpha": RATES[0], "end_alpha": RATES[1], "epochs": 1}
        kept, _ = model.train(text, total_examples=len(text), **options)
        return (model.wv.vectors, model.syn1neg), kept

    return model, work


def numbered(text: list[list[str]], model: Word2Vec) -> tuple[np.ndarray, np.ndarray]:
    """Words as gensim's numbers, and the sentence of each."""
    index = model.wv.key_to_index
    known = [[index[word] for word in words if word in index] for words in text]
    sentence = np.repeat(np.arange(len(known)), [len(words) for words in known])
    return np.array(list(chain.from_iterable(known))), sentence


def scratch(
    ids: np.ndarray, sentence: np.ndarray
) -> tuple[Tables, Callable[[], tuple[Tables, int]]]:
    """Pairs like those that are trained on, and what draws and trains."""
    counts = np.bincount(ids)

    def work() -> tuple[Tables, int]:
        rng = np.random.default_rng(0)
        E = ((rng.random((len(counts), DIMS)) - 0.5) / DIMS).astype(np.float32)
        C = np.zeros_like(E)
        kept = rng.random(len(ids)) < keep_probability(counts)[ids]
        pairs = skipgram_pairs(ids[kept], sentence[kept], WINDOW, rng)
        skipgram_epoch(E, C, pairs, counts**0.75, NEGATIVES, RATES, rng)
        return (E, C), int(kept.sum())

    rng = np.random.default_rng(1)
    kept = rng.random(len(ids)) < keep_probability(counts)[ids]
    return skipgram_pairs(ids[kept], sentence[kept], WINDOW, rng), work


def losses(
    pairs: Tables, counts: np.ndarray, ours: Tables, theirs: Tables, n: int = 20_000
) -> tuple[float, float]:
    """Mean loss of both on the same pairs and negatives, in nats."""
    noise = counts**0.75 / np.sum(counts**0.75)
    drawn = np.random.default_rng(2).choice(len(counts), (n, NEGATIVES), p=noise)
    centre, context = (words[:n] for words in pairs)
    words = np.column_stack([context, drawn])
    each = [negative_sampling(E[centre], C[words])[0] / n for E, C in (ours, theirs)]
    return each[0], each[1]


def compare(words: float, ours: float, theirs: float) -> None:
    """Hold both to the same work and about the same success."""
    bound("words kept, share of gensim's", words, at_least=0.98, at_most=1.02)
    print(f"  loss of a pair: {ours:.3f} here, {theirs:.3f} gensim; untrained 4.159 nats")
    bound("loss, times gensim's", ours / theirs, at_most=1.05)


def bound(what: str, value: float, *, at_most: float = np.inf, at_least: float = -np.inf) -> None:
    """Print a figure beside its bounds, and remember it if one is missed."""
    holds = at_least <= value <= at_most
    limits = [f"≥ {at_least:g}"] * (at_least > -np.inf) + [f"≤ {at_most:g}"] * (at_most < np.inf)
    print(f"  {'✓' if holds else '✗'} {what}: {value:.2f} ({', '.join(limits)})")
    if not holds:
        missed.append(f"{what} {value:.2f}, bound {', '.join(limits)}")


if __name__ == "__main__":
    sys.exit(main())
