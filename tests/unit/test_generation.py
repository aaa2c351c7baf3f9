"""Writing text: the model's steps and gradients, the ways to choose a token, the measures."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from threeways.scratch.dense import dense
from threeways.scratch.embedding import embedding
from threeways.scratch.generation import (
    beam_search,
    distinct,
    generate,
    gru_step,
    keep_nucleus,
    keep_top,
    log_softmax,
    longest_copy,
    period,
    read,
    repeated,
    sample,
    walk,
    window_gradients,
)
from threeways.scratch.recurrent import gru

quick = settings(max_examples=30, deadline=None, derandomize=True)
seeds = st.integers(0, 10_000)
V, d, u = 5, 3, 4


def model(seed, scale=1.0):
    """Random weights of an embedding, a GRU and a dense layer."""
    rng = np.random.default_rng(seed)
    shapes = {
        "embed": {"E": (V, d)},
        "gru": {"W": (d, 3 * u), "U": (u, 3 * u), "b": (3 * u,), "b_recurrent": (3 * u,)},
        "out": {"W": (u, V), "b": (V,)},
    }
    return {
        layer: {name: scale * rng.normal(size=shape) for name, shape in arrays.items()}
        for layer, arrays in shapes.items()
    }


def stepper(weights):
    def step(tokens, state):
        logits, state = read(tokens[:, None], state, weights)
        return logits[:, 0], state

    return step


def logits_of(seed, rows=3):
    return 3 * np.random.default_rng(seed).normal(size=(rows, 8))


# ---------------------------------------------------------------- the model


@quick
@given(seeds)
def test_steps_from_the_zero_state_are_the_gru_layer(seed):
    weights, rng = model(seed), np.random.default_rng(seed)
    x, h = rng.normal(size=(2, 6, d)), np.zeros((2, u))
    states = []
    for t in range(6):
        h = gru_step(x[:, t], h, **weights["gru"])
        states.append(h)
    assert np.allclose(np.stack(states, 1), gru(x, **weights["gru"]), atol=1e-12)


@quick
@given(seeds, st.integers(1, 8))
def test_two_windows_with_the_state_carried_read_like_one(seed, cut):
    weights, rng = model(seed), np.random.default_rng(seed)
    x, h = rng.integers(0, V, (3, 9)), rng.normal(size=(3, u))
    whole, last = read(x, h, weights)
    first, between = read(x[:, :cut], h, weights)
    second, end = read(x[:, cut:], between, weights)
    assert np.allclose(np.concatenate([first, second], 1), whole) and np.allclose(end, last)


def test_the_gradients_of_a_window_are_those_of_small_steps():
    weights, rng = model(1), np.random.default_rng(1)
    x, y = rng.integers(0, V, (2, 2, 5))
    gradients = window_gradients(x, y, weights)

    def loss():
        z = dense(gru(embedding(x, **weights["embed"]), **weights["gru"]), **weights["out"])
        return -np.mean(np.take_along_axis(log_softmax(z), y[..., None], -1))

    for layer, arrays in weights.items():
        assert gradients[layer].keys() == arrays.keys()
        for name, array in arrays.items():
            for i in itertools.islice(np.ndindex(array.shape), 0, None, 3):
                kept = array[i]
                array[i] = kept + 1e-5
                above = loss()
                array[i] = kept - 1e-5
                slope = (above - loss()) / 2e-5
                array[i] = kept
                assert np.isclose(gradients[layer][name][i], slope, atol=1e-8), (layer, name, i)


# ---------------------------------------------------------------- choosing


@quick
@given(seeds, st.floats(-1e4, 1e4))
def test_log_softmax_sums_to_one_and_does_not_move_with_a_constant(seed, constant):
    logits = logits_of(seed)
    log_probs = log_softmax(logits)
    assert np.allclose(np.exp(log_probs).sum(-1), 1)
    assert np.allclose(log_softmax(logits + constant), log_probs, atol=1e-8)


def test_a_walk_stops_where_the_cumulated_probability_passes_t():
    logits = np.log(np.tile([0.2, 0.5, 0.3], (6, 1)))
    stops = walk(logits, np.array([0.0, 0.19, 0.21, 0.69, 0.71, 1 - 1e-12]))
    assert stops.tolist() == [0, 0, 1, 1, 2, 2]


def test_a_walk_never_meets_a_token_of_probability_zero():
    logits = np.array([[-np.inf, 0.0, -np.inf, 0.0, -np.inf]] * 5)
    stops = walk(logits, np.array([0.0, 0.3, 0.5, 0.9, np.nextafter(1, 0)]))
    assert stops.tolist() == [1, 1, 3, 3, 3]


@quick
@given(seeds, st.integers(1, 8))
def test_the_k_likeliest_tokens_are_kept_as_they_were(seed, k):
    logits = logits_of(seed)
    kept = keep_top(logits, k)
    assert (np.isfinite(kept).sum(-1) == k).all()
    for row, cut in zip(logits, kept):
        assert set(np.flatnonzero(np.isfinite(cut))) == set(np.argsort(row)[-k:])
    assert (kept[np.isfinite(kept)] == logits[np.isfinite(kept)]).all()


def test_tokens_as_likely_as_the_kth_are_kept_too():
    assert np.isfinite(keep_top(np.array([[1.0, 2.0, 1.0, 0.0]]), 2)).tolist() == [
        [True, True, True, False]
    ]


@quick
@given(seeds, st.floats(0.01, 1.0))
def test_the_nucleus_holds_p_and_no_smaller_set_does(seed, p):
    logits = logits_of(seed)
    probs = np.exp(log_softmax(logits))
    for prob, kept in zip(probs, np.isfinite(keep_nucleus(logits, p))):
        assert prob[kept].sum() >= p - 1e-9
        assert prob[kept].sum() - prob[kept].min() < p
        assert prob[kept].min() >= prob[~kept].max(initial=0)


def test_the_nucleus_of_one_keeps_tokens_that_rounding_adds_to_nothing():
    logits = np.array([[20.0, 1.0, 0.0, -1.0]], "float32")  # the sums reach 1 at the first
    assert (keep_nucleus(logits, 1.0) == logits).all()
    assert np.isfinite(keep_nucleus(logits, 0.9)).tolist() == [[True, False, False, False]]


@quick
@given(seeds)
def test_the_likeliest_token_is_what_every_narrowest_choice_draws(seed):
    logits, rng = logits_of(seed), np.random.default_rng(seed)
    greedy = logits.argmax(-1)
    for narrow in ({"k": 1}, {"p": 1e-9}, {"temperature": 1e-3}):
        assert (sample(logits, rng, **narrow) == greedy).all()


@pytest.mark.parametrize("temperature", [0.5, 1.0, 2.0])
def test_draws_follow_the_tempered_probabilities(temperature):
    row = np.array([0.0, 1.0, -1.0])
    rng = np.random.default_rng(0)
    draws = sample(np.tile(row, (20_000, 1)), rng, temperature)
    expected = np.exp(log_softmax(row / temperature))
    error = np.sqrt(expected * (1 - expected) / len(draws))
    share = np.bincount(draws, minlength=3) / len(draws)
    assert (np.abs(share - expected) < 4.5 * error).all()


# ---------------------------------------------------------------- writing


@quick
@given(seeds)
def test_what_was_written_is_read_before_the_next_choice(seed):
    weights, rng = model(seed), np.random.default_rng(seed)
    first, state = rng.integers(0, V, 3), rng.normal(size=(3, u))
    text = generate(stepper(weights), first, state, 7, lambda z: z.argmax(-1))
    seen = np.column_stack([first, text[:, :-1]])
    assert (read(seen, state, weights)[0].argmax(-1) == text).all()


@quick
@given(seeds)
def test_the_widest_beam_finds_the_likeliest_of_all_continuations(seed):
    weights, state = model(seed), np.zeros((1, u))
    beams, scores = beam_search(stepper(weights), 0, state, 3, width=V**3)
    every = np.array(list(itertools.product(range(V), repeat=3)))
    seen = np.column_stack([np.zeros(len(every), int), every[:, :-1]])
    log_probs = log_softmax(read(seen, np.zeros((len(every), u)), weights)[0])
    total = np.take_along_axis(log_probs, every[..., None], -1).sum((1, 2))
    assert np.isclose(scores[0], total.max()) and np.isclose(scores[-1], total.min())
    assert (beams[0] == every[total.argmax()]).all() and len(beams) == V**3


@quick
@given(seeds, st.integers(2, 6))
def test_a_beam_of_one_is_greedy_and_scores_are_log_probabilities(seed, width):
    weights, state = model(seed), np.zeros((1, u))
    greedy = generate(stepper(weights), np.array([2]), state, 6, lambda z: z.argmax(-1))
    assert (beam_search(stepper(weights), 2, state, 6, 1)[0] == greedy).all()
    beams, scores = beam_search(stepper(weights), 2, state, 6, width)
    seen = np.column_stack([np.full(width, 2), beams[:, :-1]])
    log_probs = log_softmax(read(seen, np.zeros((width, u)), weights)[0])
    total = np.take_along_axis(log_probs, beams[..., None], -1).sum((1, 2))
    assert np.allclose(scores, total) and (np.diff(scores) <= 0).all()


# ---------------------------------------------------------------- judging


def test_distinct_counts_n_grams_of_all_texts_and_repeated_those_of_each():
    texts = ["abab", "abcd"]  # ab ba ab; ab bc cd
    assert distinct(texts, 2) == 4 / 6
    assert repeated(texts, 2) == pytest.approx((1 / 3 + 0) / 2)
    assert distinct([np.array([1, 1, 1])], 1) == 1 / 3


@pytest.mark.parametrize(
    ("text", "expected"),
    [("rideridexx", 0), ("go ride ride ride ", 5), ("abccc", 1), ("abcabc", 0), ("", 0)],
)
def test_a_cycle_counts_from_its_third_round(text, expected):
    assert period(text) == expected


@quick
@given(st.text("ab", max_size=30), st.integers(1, 5))
def test_the_period_is_the_shortest_that_repeats_three_times(text, p):
    found = period(text + 3 * text[:p])
    assert not text or 1 <= found <= len(text[:p])


@quick
@given(st.text("abc", max_size=12), st.text("abc", max_size=25))
def test_the_longest_copy_is_the_longest_common_substring(text, source):
    parts = {text[i:j] for i in range(len(text) + 1) for j in range(i, len(text) + 1)}
    best = max(len(part) for part in parts if part in source)
    found = longest_copy(text, source)
    assert found in source and found in text and len(found) == best
