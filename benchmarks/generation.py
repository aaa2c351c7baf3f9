"""Text generation in tokens per second, for each way to run one and the same network.

    python benchmarks/generation.py

A GRU of characters writes texts, once in NumPy, once in Keras and once in PyTorch, from equal
weights and equal random numbers, so that all three must write the same. Beside them stand what
forgetting costs (a network that reads the whole text again for every character) and an n-gram
model. The weights are random: speed does not depend on what was learned.

All times are CPU seconds of one thread. Ends with status 1 if a bound is missed or the ways write
different texts.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")  # before NumPy starts its threads
os.environ.update(TF_ENABLE_ONEDNN_OPTS="0", TF_CPP_MIN_LOG_LEVEL="3")

import keras
import numpy as np
import torch

from threeways import bridge
from threeways.data.text import load_wikipedia
from threeways.scratch.generation import Step, beam_search, generate, read, sample
from threeways.scratch.ngram import NgramModel

torch.set_num_threads(1)
V, D = 90, 48  # characters, and the width of their embedding
AGAIN = "PyTorch, reading again"
Way = tuple[Step, Callable[[int], np.ndarray]]  # the model, and its state before so many texts

missed: list[str] = []


def main() -> int:
    parser = argparse.ArgumentParser(description="tokens per second of text generation")
    parser.add_argument("--units", type=int, default=192, help="units of the GRU")
    parser.add_argument("--length", type=int, default=200, help="tokens of a text")
    arguments = parser.parse_args()
    units, length = arguments.units, arguments.length
    print(f"a GRU of {units} units, {V} characters, Keras on {keras.backend.backend()}\n")
    ways = ways_of(units)
    for texts in (1, 32):
        report(texts, length, {name: rate(way, texts, length) for name, way in ways.items()})
    others(ways["NumPy"], length)
    print(f"missed: {'; '.join(missed)}" if missed else "all bounds hold")
    return bool(missed)


# ---------------------------------------------------------------- one network, three ways


def ways_of(units: int) -> dict[str, Way]:
    """The same random network run in each way; Keras as a model and called directly."""
    keras.utils.set_random_seed(0)
    writer = keras_model(units)
    embed, gru, out = (bridge.to_torch(writer.get_layer(name)) for name in LAYERS)
    weights = {name: bridge.weights_of(writer.get_layer(name)) for name in LAYERS}

    def numpy_step(tokens: np.ndarray, h: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        logits, h = read(tokens[:, None], h, weights)
        return logits[:, 0], h

    def keras_step(tokens: np.ndarray, h: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        logits, h = writer.predict_on_batch([tokens[:, None], h])
        return logits[:, 0], h

    def keras_call(tokens: np.ndarray, h: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        outputs = writer([tokens[:, None], h], training=False)
        logits, h = map(keras.ops.convert_to_numpy, outputs)
        return logits[:, 0], h

    @torch.inference_mode()
    def torch_step(tokens: np.ndarray, h: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        states, last = gru(embed(torch.from_numpy(tokens[:, None])), torch.from_numpy(h)[None])
        return out(states)[:, 0].numpy(), last[0].numpy()

    @torch.inference_mode()
    def reread(tokens: np.ndarray, text: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Carries no state but the text (B, t), and reads all of it again."""
        text = np.column_stack([text, tokens])
        states, _ = gru(embed(torch.from_numpy(text)))
        return out(states[:, -1]).numpy(), text

    def zeros(texts: int) -> np.ndarray:
        return np.zeros((texts, units), np.float32)

    return {
        "NumPy": (numpy_step, zeros),
        "Keras, predict_on_batch": (keras_step, zeros),
        "Keras, called": (keras_call, zeros),
        "PyTorch": (torch_step, zeros),
        AGAIN: (reread, lambda texts: np.zeros((texts, 0), int)),
    }


LAYERS = ("embed", "gru", "out")


def keras_model(units: int) -> keras.Model:
    """Tokens (B, T) and states (B, u) to logits (B, T, V) and states."""
    tokens, before = keras.Input((None,), dtype="int32"), keras.Input((units,))
    embedded = keras.layers.Embedding(V, D, name="embed")(tokens)
    layer = keras.layers.GRU(units, return_sequences=True, return_state=True, name="gru")
    states, after = layer(embedded, initial_state=before)
    logits = keras.layers.Dense(V, name="out")(states)
    return keras.Model([tokens, before], [logits, after])


def rate(way: Way, texts: int, length: int) -> tuple[float, np.ndarray]:
    """Tokens per CPU second over all texts, and the tokens."""
    step, start = way

    def write() -> np.ndarray:
        rng = np.random.default_rng(0)
        choose = lambda logits: sample(logits, rng)  # noqa: E731
        return generate(step, np.arange(texts) % V, start(texts), length, choose)

    write()  # Keras builds its function on the first call
    written, seconds = timed(write)
    return texts * length / seconds, written


def report(texts: int, length: int, rates: dict[str, tuple[float, np.ndarray]]) -> None:
    """A line a way, and whether all wrote the same."""
    print(f"{texts} text{'s' * (texts > 1)} of {length} side by side, tokens per CPU second")
    for name, (speed, _) in rates.items():
        print(f"  {name:24} {speed:10,.0f}")
    first, *others = (written for _, written in rates.values())
    if not all(np.array_equal(first, other) for other in others):
        missed.append(f"the ways write different texts, {texts} at a time")
    speeds = {name: speed for name, (speed, _) in rates.items()}
    gain = speeds["PyTorch"] / speeds[AGAIN]
    bound("carrying the state, times as fast as reading again", gain, at_least=length / 50)
    bound("NumPy, tokens/s", speeds["NumPy"], at_least=500)
    print()


def timed(work: Callable[[], Any], runs: int = 3) -> tuple[Any, float]:
    """Result and median CPU seconds."""
    seconds = []
    for _ in range(runs):
        start = time.process_time()
        result = work()
        seconds.append(time.process_time() - start)
    return result, statistics.median(seconds)


def bound(what: str, value: float, *, at_least: float) -> None:
    """Print a figure beside its bound, and remember it if the bound is missed."""
    holds = value >= at_least
    print(f"  {'✓' if holds else '✗'} {what}: {value:,.1f} (≥ {at_least:,.0f})")
    if not holds:
        missed.append(f"{what} {value:,.1f}, bound ≥ {at_least:,.0f}")


# ---------------------------------------------------------------- beside them


def others(way: Way, length: int) -> None:
    """Beam search, and an n-gram model of characters, in tokens per second."""
    step, start = way
    _, seconds = timed(lambda: beam_search(step, 1, start(1), length, 5))
    print(f"NumPy, beam of 5: {length / seconds:,.0f} tokens of the best text per CPU second")
    lines = load_wikipedia().text[:300_000].splitlines()
    model = NgramModel(5).fit(lines)
    rng = np.random.default_rng(0)
    written, seconds = timed(lambda: [model.sample(rng, length) for _ in range(5)], runs=1)
    characters = sum(map(len, written))
    print(f"n-gram model of order 5: {characters / seconds:,.0f} tokens per CPU second")


if __name__ == "__main__":
    sys.exit(main())
