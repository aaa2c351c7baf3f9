"""Memory, what truncation and clipping leave of a gradient, and the task that asks for memory."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from threeways.scratch.recurrent import (
    adding_problem,
    clip_by_norm,
    product_norms,
    rnn,
    rnn_backward,
    rnn_jacobians,
    truncated_backward,
)

quick = settings(max_examples=12, deadline=None, derandomize=True)
sizes = st.integers(1, 4)
seeds = st.integers(0, 2**32 - 1)


def layer(rng, n, steps, d, u):
    """Random sequences and the weights of a simple recurrent layer."""
    x, W, U = rng.normal(size=(n, steps, d)), rng.normal(size=(d, u)), rng.normal(size=(u, u))
    return {"x": x, "W": W, "U": U, "b": rng.normal(size=u)}


@quick
@given(sizes, sizes, sizes, sizes, sizes, seeds)
def test_a_sequence_read_in_two_pieces_with_the_state_carried_is_read_whole(
    n, first, second, d, u, seed
):
    rng = np.random.default_rng(seed)
    x, *weights = layer(rng, n, first + second, d, u).values()
    h = rnn(x, *weights)
    head, tail = x[:, :first], x[:, first:]
    np.testing.assert_allclose(rnn(tail, *weights, rnn(head, *weights)[:, -1]), h[:, first:])


@quick
@given(sizes, sizes, sizes, sizes, sizes, seeds)
def test_gradients_of_two_pieces_with_that_of_the_state_carried_back_are_those_of_the_whole(
    n, first, second, d, u, seed
):
    rng = np.random.default_rng(seed)
    x, *weights = layer(rng, n, first + second, d, u).values()
    dy = rng.normal(size=(n, first + second, u))
    h0 = rnn(x[:, :first], *weights)[:, -1]
    tail = rnn_backward(dy[:, first:], x[:, first:], *weights, h0)
    dy_head = dy[:, :first].copy()
    dy_head[:, -1] += tail["h0"]
    head = rnn_backward(dy_head, x[:, :first], *weights)
    whole = rnn_backward(dy, x, *weights)
    for name in ("W", "U", "b"):
        np.testing.assert_allclose(head[name] + tail[name], whole[name], atol=1e-9)


@pytest.mark.parametrize(("steps", "whole"), [(1, False), (3, False), (6, True), (9, True)])
def test_truncation_changes_the_gradient_unless_the_piece_holds_the_sequence(steps, whole):
    rng = np.random.default_rng(0)
    arguments = layer(rng, 2, 6, 3, 4)
    dy = rng.normal(size=(2, 6, 4))
    full = rnn_backward(dy, **arguments)
    for name, gradient in truncated_backward(dy, **arguments, steps=steps).items():
        assert gradient.shape == full[name].shape
        assert np.allclose(gradient, full[name]) == whole, name


def test_truncation_leaves_the_gradient_of_a_network_that_does_not_look_back():
    rng = np.random.default_rng(0)
    arguments = layer(rng, 2, 6, 3, 4)
    arguments["U"][:] = 0
    dy = rng.normal(size=(2, 6, 4))
    cut, full = truncated_backward(dy, **arguments, steps=2), rnn_backward(dy, **arguments)
    np.testing.assert_allclose(cut["W"], full["W"])


@quick
@given(sizes, sizes, sizes, seeds)
def test_the_product_of_jacobians_is_the_derivative_by_the_first_state(steps, d, u, seed):
    arguments = layer(np.random.default_rng(seed), 1, steps, d, u)
    jacobians = rnn_jacobians(rnn(**arguments)[0], arguments["U"])
    product = np.linalg.multi_dot([np.eye(u), *jacobians, np.eye(u)])
    for unit in range(u):
        dy = np.zeros((1, steps, u))
        dy[0, -1, unit] = 1
        by_backward = rnn_backward(dy, **arguments, h0=np.zeros((1, u)))["h0"]
        np.testing.assert_allclose(product[:, unit], by_backward[0], atol=1e-12)
    assert product_norms(jacobians)[-1] == pytest.approx(np.linalg.norm(product, 2))


@quick
@given(st.floats(0.1, 2), seeds)
def test_the_norms_stay_below_the_bound_and_reach_it_where_nothing_saturates(size, seed):
    rng = np.random.default_rng(seed)
    U = size * np.linalg.qr(rng.normal(size=(5, 5)))[0]
    h, powers = np.tanh(rng.normal(size=(8, 5))), size ** np.arange(9)
    assert (product_norms(rnn_jacobians(h, U)) <= powers * (1 + 1e-9)).all()
    np.testing.assert_allclose(product_norms(rnn_jacobians(np.zeros((8, 5)), U)), powers)


@quick
@given(st.floats(1e-3, 1e3), st.floats(1e-3, 1e3), seeds)
def test_clipping_shortens_what_is_too_long_and_keeps_the_direction(size, threshold, seed):
    rng = np.random.default_rng(seed)
    grads = {"W": size * rng.normal(size=(2, 3)), "b": size * rng.normal(size=3)}
    clipped = clip_by_norm(grads, threshold)
    flat, short = (np.concatenate([g.ravel() for g in gs.values()]) for gs in (grads, clipped))
    length = np.linalg.norm(flat)
    assert np.linalg.norm(short) == pytest.approx(min(length, threshold))
    np.testing.assert_allclose(short / np.linalg.norm(short), flat / length)


def test_clipping_leaves_gradients_of_zero_alone():
    assert not clip_by_norm({"W": np.zeros(3)}, 1.0)["W"].any()


@quick
@given(st.integers(1, 20), st.integers(2, 9), seeds)
def test_the_adding_problem_marks_a_number_in_each_half_and_asks_for_their_sum(n, steps, seed):
    x, y = adding_problem(n, steps, np.random.default_rng(seed))
    assert x.shape == (n, steps, 2)
    assert x.dtype == y.dtype == np.float32
    numbers, marks = x[..., 0], x[..., 1] == 1
    np.testing.assert_array_equal(marks[:, : steps // 2].sum(1), 1)
    np.testing.assert_array_equal(marks[:, steps // 2 :].sum(1), 1)
    np.testing.assert_allclose(y, numbers[marks].reshape(n, 2).sum(1), rtol=1e-6)
    assert ((numbers >= 0) & (numbers <= 1)).all()


def test_a_constant_answer_to_the_adding_problem_errs_by_a_sixth():
    _, y = adding_problem(200_000, 6, np.random.default_rng(0))
    assert y.mean() == pytest.approx(1, abs=0.01)
    assert y.var() == pytest.approx(1 / 6, abs=0.005)
