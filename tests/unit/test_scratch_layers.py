"""The NumPy layers: gradients against finite differences, values against definitions."""

from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.signal import correlate
from scipy.special import expit

from threeways.scratch.convolution import (
    conv1d,
    conv1d_backward,
    conv2d,
    conv2d_backward,
    same_padding,
)
from threeways.scratch.dense import dense, dense_backward
from threeways.scratch.embedding import embedding, embedding_backward
from threeways.scratch.normalisation import (
    batch_norm,
    batch_norm_backward,
    layer_norm,
    layer_norm_backward,
)
from threeways.scratch.recurrent import (
    bidirectional,
    bidirectional_backward,
    gru,
    gru_backward,
    gru_states,
    lstm,
    lstm_backward,
    lstm_states,
    rnn,
    rnn_backward,
    sigmoid,
)

quick = settings(max_examples=12, deadline=None, derandomize=True)
sizes = st.integers(1, 4)
seeds = st.integers(0, 2**32 - 1)
RECURRENT = {
    "rnn": (rnn, rnn_backward, 1),
    "lstm": (lstm, lstm_backward, 4),
    "gru": (gru, gru_backward, 3),
}


def assert_gradients(forward, backward, arguments, seed):
    """Compare ``backward`` with central differences of sum(dy · forward), in float64."""
    rng = np.random.default_rng(seed)
    y = forward(**arguments)
    dy = rng.normal(size=y.shape)
    for path, array, gradient in _pairs(arguments, backward(dy, **arguments)):
        assert gradient.shape == array.shape, path
        numeric = _differences(lambda: np.sum(dy * forward(**arguments)), array)
        np.testing.assert_allclose(
            gradient, numeric, rtol=1e-6, atol=1e-6 * max(1, np.abs(numeric).max()), err_msg=path
        )


def _pairs(arguments, gradients, path=""):
    """Arguments with their gradients; every float array has to have one."""
    floats = {
        name: value
        for name, value in arguments.items()
        if isinstance(value, dict) or np.asarray(value).dtype == np.float64
    }
    assert floats.keys() == gradients.keys(), path
    for name, value in floats.items():
        if isinstance(value, dict):
            yield from _pairs(value, gradients[name], f"{name}.")
        else:
            yield path + name, value, gradients[name]


def _differences(loss, array, step=1e-5):
    """Central differences of a function of ``array``, which is changed in place meanwhile."""
    gradient = np.empty_like(array)
    for index in np.ndindex(array.shape):
        value = array[index]
        array[index] = value + step
        above = loss()
        array[index] = value - step
        gradient[index] = (above - loss()) / (2 * step)
        array[index] = value
    return gradient


def recurrent_weights(rng, gates, d, u, *, gru_biases=False):
    weights = {"W": rng.normal(size=(d, gates * u)), "U": rng.normal(size=(u, gates * u))}
    weights["b"] = rng.normal(size=gates * u)
    if gru_biases:
        weights["b_recurrent"] = rng.normal(size=gates * u)
    return weights


# Dense and embedding


@quick
@given(sizes, sizes, sizes, st.booleans(), seeds)
def test_dense_gradients(n, d, u, bias, seed):
    rng = np.random.default_rng(seed)
    arguments = {"x": rng.normal(size=(n, 2, d)), "W": rng.normal(size=(d, u))}
    if bias:
        arguments["b"] = rng.normal(size=u)
    assert_gradients(dense, dense_backward, arguments, seed)


@quick
@given(sizes, sizes, seeds)
def test_embedding_gradients_collect_every_occurrence(n, d, seed):
    rng = np.random.default_rng(seed)
    arguments = {"x": rng.integers(0, 3, size=(n, 3)), "E": rng.normal(size=(3, d))}
    assert_gradients(embedding, embedding_backward, arguments, seed)


def test_embedding_is_a_dense_layer_on_one_hot_vectors():
    E = np.random.default_rng(0).normal(size=(5, 3))
    x = np.array([[4, 0], [4, 2]])
    np.testing.assert_array_equal(embedding(x, E), dense(np.eye(5)[x], E))


@pytest.mark.parametrize("number", [-1, 5])
def test_embedding_refuses_numbers_outside_the_table(number):
    with pytest.raises(IndexError, match="5 rows"):
        embedding(np.array([0, number]), np.zeros((5, 2)))


# Convolution


@st.composite
def convolutions(draw, rank):
    """Arguments of a convolution that fits."""
    rng = np.random.default_rng(draw(seeds))
    axes = st.tuples(*[st.integers(1, 3)] * rank)
    kernel, stride, dilation = draw(axes), draw(axes), draw(axes)
    reach = [(k - 1) * d + 1 for k, d in zip(kernel, dilation)]
    size = [draw(st.integers(r, r + 3)) for r in reach]
    explicit = st.tuples(*[st.tuples(st.integers(0, 2), st.integers(0, 2))] * rank)
    if rank == 1:
        stride, dilation, explicit = *stride, *dilation, explicit.map(lambda pads: pads[0])
    channels, filters = draw(st.integers(1, 2)), draw(st.integers(1, 2))
    arguments = {
        "x": rng.normal(size=(draw(st.integers(1, 2)), *size, channels)),
        "W": rng.normal(size=(*kernel, channels, filters)),
    }
    if draw(st.booleans()):
        arguments["b"] = rng.normal(size=filters)
    padding = draw(st.one_of(st.sampled_from(["valid", "same"]), st.integers(0, 2), explicit))
    return arguments, {"stride": stride, "padding": padding, "dilation": dilation}


@quick
@given(convolutions(rank=1), seeds)
def test_conv1d_gradients(case, seed):
    arguments, options = case
    assert_gradients(
        partial(conv1d, **options), partial(conv1d_backward, **options), arguments, seed
    )


@quick
@given(convolutions(rank=2), seeds)
def test_conv2d_gradients(case, seed):
    arguments, options = case
    assert_gradients(
        partial(conv2d, **options), partial(conv2d_backward, **options), arguments, seed
    )


@quick
@given(convolutions(rank=2))
def test_conv2d_is_scipys_correlation_with_a_spread_kernel_thinned_by_the_stride(case):
    arguments, options = case
    x, W = arguments["x"], arguments["W"]
    dilation, stride = options["dilation"], options["stride"]
    spread = np.zeros((*[(k - 1) * d + 1 for k, d in zip(W.shape[:2], dilation)], *W.shape[2:]))
    spread[:: dilation[0], :: dilation[1]] = W
    expected = [
        [correlate(image, spread[..., f], mode="valid")[..., 0] for f in range(W.shape[3])]
        for image in x
    ]
    expected = np.moveaxis(expected, 1, -1)[:, :: stride[0], :: stride[1]]
    y = conv2d(x, W, stride=stride, dilation=dilation)
    np.testing.assert_allclose(y, expected, atol=1e-12)


@quick
@given(*[st.integers(1, 9)] * 4)
def test_same_padding_gives_one_output_a_stride_and_no_more_zeros_than_that_takes(
    size, kernel, stride, dilation
):
    before, after = same_padding(size, kernel, stride, dilation)
    reach = (kernel - 1) * dilation + 1
    assert after - before in (0, 1)
    outputs = (size + before + after - reach) // stride + 1
    assert outputs == -(-size // stride)
    if before + after:  # with one zero less there is one output less
        assert (size + before + after - 1 - reach) // stride + 1 < outputs


def test_padding_takes_words_numbers_and_pairs():
    x, W = np.ones((1, 5, 5, 1)), np.ones((3, 3, 1, 1))
    same = conv2d(x, W, padding="same")
    np.testing.assert_array_equal(conv2d(x, W, padding=1), same)
    np.testing.assert_array_equal(conv2d(x, W, padding=((1, 1), (1, 1))), same)
    np.testing.assert_array_equal(conv2d(x, W, padding=0), conv2d(x, W))
    with pytest.raises(ValueError, match="'full'"):
        conv2d(x, W, padding="full")


def test_a_causal_convolution_does_not_see_the_future():
    rng = np.random.default_rng(0)
    x, W = rng.normal(size=(1, 8, 2)), rng.normal(size=(3, 2, 1))
    later = x.copy()
    later[:, 5:] += 1
    y, y_later = (conv1d(a, W, padding=(4, 0), dilation=2) for a in (x, later))
    assert y.shape == (1, 8, 1)
    np.testing.assert_array_equal(y[:, :5], y_later[:, :5])
    assert np.abs(y[:, 5:] - y_later[:, 5:]).min() > 0


def test_convolution_refuses_a_kernel_that_does_not_fit():
    with pytest.raises(ValueError, match=r"reaches over \(5, 5\) does not fit into \(4, 7\)"):
        conv2d(np.zeros((1, 4, 7, 1)), np.zeros((3, 3, 1, 1)), dilation=2)
    with pytest.raises(ValueError, match="3 channels, the kernel 1"):
        conv2d(np.zeros((1, 4, 4, 3)), np.zeros((3, 3, 1, 1)))


# Recurrent layers


@pytest.mark.parametrize("name", RECURRENT)
@quick
@given(sizes, sizes, sizes, sizes, st.booleans(), seeds)
def test_recurrent_gradients(name, n, steps, d, u, bias, seed):
    forward, backward, gates = RECURRENT[name]
    rng = np.random.default_rng(seed)
    weights = recurrent_weights(rng, gates, d, u, gru_biases=name == "gru")
    if not bias:
        weights = {"W": weights["W"], "U": weights["U"]}
    arguments = {"x": rng.normal(size=(n, steps, d)), **weights}
    assert_gradients(forward, backward, arguments, seed)


@pytest.mark.parametrize("name", RECURRENT)
def test_bidirectional_gradients(name):
    forward, backward, gates = RECURRENT[name]
    rng = np.random.default_rng(0)
    halves = [recurrent_weights(rng, gates, 2, 3, gru_biases=name == "gru") for _ in range(2)]
    arguments = {
        "x": rng.normal(size=(2, 4, 2)),
        "forward": halves[0],
        "backward": halves[1],
    }
    assert_gradients(
        lambda **a: bidirectional(forward, **a),
        lambda dy, **a: bidirectional_backward(dy, backward, **a),
        arguments,
        0,
    )


@pytest.mark.parametrize("name", RECURRENT)
def test_a_bidirectional_layer_has_read_everything_in_either_half(name):
    forward, _, gates = RECURRENT[name]
    rng = np.random.default_rng(0)
    weights = recurrent_weights(rng, gates, 2, 3)
    x = rng.normal(size=(1, 6, 2))
    y = bidirectional(forward, x, weights, weights)
    np.testing.assert_array_equal(y[..., :3], forward(x, **weights))
    np.testing.assert_allclose(
        bidirectional(forward, x[:, ::-1], weights, weights)[:, ::-1], np.roll(y, 3, axis=-1)
    )


def test_an_lstm_whose_forget_gate_is_open_and_input_gate_shut_keeps_its_cell():
    rng = np.random.default_rng(0)
    weights = {"W": np.zeros((2, 12)), "U": np.zeros((3, 12))}
    b = np.repeat([-40.0, 40.0, 1.0, 40.0], 3)  # i shut, f open, g anything, o open
    i, f, g, o, c, h = lstm_states(rng.normal(size=(2, 5, 2)), **weights, b=b)
    assert i.max() < 1e-15 and f.min() == o.min() == 1
    assert np.abs(c).max() < 1e-15
    np.testing.assert_allclose(g, np.tanh(1.0))
    np.testing.assert_array_equal(h, o * np.tanh(c))


def test_a_gru_whose_update_gate_is_open_forgets_nothing_and_shut_keeps_nothing():
    rng = np.random.default_rng(0)
    x, weights = rng.normal(size=(2, 5, 2)), recurrent_weights(rng, 3, 2, 3)
    keep = np.concatenate([np.full(3, 80.0), np.zeros(6)])
    np.testing.assert_allclose(gru_states(x, **{**weights, "b": keep}).h, 0, atol=1e-12)
    states = gru_states(x, **{**weights, "b": -keep})
    np.testing.assert_allclose(states.h, states.n, atol=1e-12)


def test_the_second_bias_of_a_gru_cannot_be_merged_into_the_first():
    rng = np.random.default_rng(0)
    x, (W, U, b, c) = (
        rng.normal(size=(2, 5, 2)),
        recurrent_weights(rng, 3, 2, 3, gru_biases=True).values(),
    )
    assert np.abs(gru(x, W, U, b, c) - gru(x, W, U, b + c)).max() > 0.01
    gates_only = np.where(np.arange(9) < 6, c, 0)
    np.testing.assert_allclose(gru(x, W, U, b, gates_only), gru(x, W, U, b + gates_only))


def test_the_sigmoid_is_scipys_and_does_not_overflow():
    x = np.array([-1e4, -30, -1, 0, 1, 30, 1e4])
    with np.errstate(all="raise"):
        y = sigmoid(x)
    np.testing.assert_allclose(y, expit(x), atol=1e-15)


# Normalisation


def normalisation(rng, shape):
    d = shape[-1]
    return {"x": rng.normal(size=shape), "gamma": rng.normal(size=d), "beta": rng.normal(size=d)}


@pytest.mark.parametrize("training", [False, True])
@pytest.mark.parametrize("shape", [(5, 3), (2, 3, 2), (2, 2, 3, 2)])
def test_batch_norm_gradients(shape, training):
    rng = np.random.default_rng(0)
    d = shape[-1]
    fixed = {"moving_mean": rng.normal(size=d), "moving_variance": rng.uniform(0.5, 2, size=d)}
    fixed["training"] = training
    assert_gradients(
        lambda **a: batch_norm(**a, **fixed)[0],
        lambda dy, **a: batch_norm_backward(dy, **a, **fixed),
        normalisation(rng, shape),
        0,
    )


@pytest.mark.parametrize("shape", [(1, 4), (5, 3), (2, 3, 4), (2, 2, 2, 3)])
def test_layer_norm_gradients(shape):
    rng = np.random.default_rng(0)
    assert_gradients(layer_norm, layer_norm_backward, normalisation(rng, shape), 0)


@quick
@given(st.integers(2, 20), sizes, seeds)
def test_batch_norm_in_training_gives_mean_beta_and_standard_deviation_gamma(n, d, seed):
    rng = np.random.default_rng(seed)
    x, gamma, beta = (a for a in normalisation(rng, (n, d)).values())
    y, _, _ = batch_norm(x, gamma, beta, np.zeros(d), np.ones(d), eps=0, training=True)
    np.testing.assert_allclose(y.mean(axis=0), beta, atol=1e-8)
    np.testing.assert_allclose(y.std(axis=0), np.abs(gamma), atol=1e-8)


def test_moving_statistics_reach_those_of_the_data_in_training_only():
    rng = np.random.default_rng(0)
    x, gamma, beta = rng.normal(3, 2, size=(8, 2)), np.ones(2), np.zeros(2)
    mean, variance = np.zeros(2), np.ones(2)
    _, *unchanged = batch_norm(x, gamma, beta, mean, variance)
    np.testing.assert_array_equal(unchanged, [mean, variance])
    for _ in range(200):
        _, mean, variance = batch_norm(x, gamma, beta, mean, variance, momentum=0.9, training=True)
    np.testing.assert_allclose(mean, x.mean(axis=0))
    np.testing.assert_allclose(variance, x.var(axis=0))
    y_training, _, _ = batch_norm(x, gamma, beta, mean, variance, training=True)
    y, _, _ = batch_norm(x, gamma, beta, mean, variance)
    np.testing.assert_allclose(y, y_training)


def test_batch_norm_depends_on_the_rest_of_the_batch_and_layer_norm_does_not():
    rng = np.random.default_rng(0)
    x, gamma, beta = rng.normal(size=(6, 4)), np.ones(4), np.zeros(4)
    np.testing.assert_allclose(layer_norm(x, gamma, beta)[:3], layer_norm(x[:3], gamma, beta))
    whole, half = (
        batch_norm(a, gamma, beta, np.zeros(4), np.ones(4), training=True)[0] for a in (x, x[:3])
    )
    assert np.abs(whole[:3] - half).max() > 0.1


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_layers_keep_the_precision_of_what_they_are_given(dtype):
    rng = np.random.default_rng(0)
    x, g = rng.normal(size=(2, 5, 3)).astype(dtype), np.ones(3, dtype)
    gru_weights = recurrent_weights(rng, 3, 3, 2, gru_biases=True)
    outputs = [
        dense(x, np.ones((3, 2), dtype), np.ones(2, dtype)),
        conv1d(x, np.ones((2, 3, 2), dtype), np.ones(2, dtype), padding="same"),
        gru(x, **{name: a.astype(dtype) for name, a in gru_weights.items()}),
        layer_norm(x, g, g),
        batch_norm(x, g, g, g, g, training=True)[0],
    ]
    assert {y.dtype for y in outputs} == {np.dtype(dtype)}
