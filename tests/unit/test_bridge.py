"""Equal weights give equal outputs and gradients in NumPy, Keras and PyTorch.

The file runs on whichever backend Keras has; its last test runs it on the other one.
"""

import os
import subprocess
import sys
import textwrap
from functools import partial
from pathlib import Path

import keras
import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from keras import layers
from torch import nn

from threeways import agree, bridge
from threeways.checks import CheckFailed
from threeways.scratch import (
    convolution,
    dense,
    embedding,
    normalisation,
    recurrent,
    segmentation,
)

quick = settings(max_examples=5, deadline=None, derandomize=True)
sizes = st.integers(1, 5)
seeds = st.integers(0, 2**32 - 1)
RECURRENT = {
    "rnn": (layers.SimpleRNN, nn.RNN),
    "lstm": (layers.LSTM, nn.LSTM),
    "gru": (layers.GRU, nn.GRU),
}


def normal(rng, *shape):
    return rng.normal(size=shape).astype(np.float32)


def built(layer, shape, seed=0):
    """The layer with random weights; variances are positive."""
    rng = np.random.default_rng(seed)
    layer.build(shape)
    for variable in layer.weights:
        values = normal(rng, *variable.shape)
        variable.assign(np.abs(values) + 0.1 if variable.name == "moving_variance" else values)
    return layer


def torch_output(module, x):
    y = module(torch.tensor(x))
    return y[0] if isinstance(y, tuple) else y


def agree_three_ways(layer, module, forward, backward, x, *, images=False, training=False):
    """Outputs and gradients of one layer, built three times with the weights of ``layer``."""
    bridge.copy(layer, module)
    weights = bridge.weights_of(layer)
    first, last = (
        (bridge.channels_first, bridge.channels_last) if images else (np.asarray, lambda y: y)
    )
    y = forward(x, **weights)
    module.eval()
    agree("outputs", numpy=y, keras=layer(x), torch=last(torch_output(module, first(x))))
    dy = normal(np.random.default_rng(1), *y.shape)
    flags = {"training": training} if training else {}
    from_torch = bridge.gradients_of(module, first(x), first(dy), **flags)
    if "x" in from_torch:
        from_torch["x"] = last(from_torch["x"])
    agree(
        "gradients",
        numpy=backward(dy, x, **weights, **flags),
        keras=bridge.gradients_of(layer, x, dy, **flags),
        torch=from_torch,
    )


def assert_equal_weights(one, two):
    agree("weights", tol=0, one=one, two=two)


def assert_round_trips(layer, module):
    """Keras to PyTorch to Keras, and a fresh counterpart of each, without a bit lost."""
    weights, counterpart = bridge.weights_of(layer), bridge.to_torch(layer)
    assert_equal_weights(weights, bridge.weights_of(counterpart))
    assert_equal_weights(weights, bridge.weights_of(bridge.to_keras(counterpart)))
    bridge.copy(layer, module)
    for variable in layer.weights:
        variable.assign(np.zeros(variable.shape))
    bridge.copy(module, layer)
    assert_equal_weights(weights, bridge.weights_of(layer))


# Dense, embedding


def test_the_example_of_the_module_holds(capsys):
    example = textwrap.dedent(bridge.__doc__.split("\n\n")[1])
    x, dy = np.ones((4, 2), np.float32), np.ones((4, 3), np.float32)
    names = {
        **{name: getattr(dense, name) for name in ("dense", "dense_backward")},
        **{"agree": agree, "bridge": bridge, "torch": torch, "x": x, "dy": dy},
        **{"keras_layer": built(layers.Dense(3), x.shape), "torch_layer": nn.Linear(2, 3)},
    }
    exec(example, names)
    assert capsys.readouterr().out.count("three ways, one answer") == 2


@quick
@given(sizes, sizes, sizes, st.booleans(), seeds)
def test_dense(n, d, u, bias, seed):
    layer, module = layers.Dense(u, use_bias=bias), nn.Linear(d, u, bias=bias)
    x = normal(np.random.default_rng(seed), n, d)
    built(layer, x.shape, seed)
    agree_three_ways(layer, module, dense.dense, dense.dense_backward, x)
    assert_round_trips(layer, module)


@quick
@given(sizes, sizes, sizes, sizes, seeds)
def test_embedding(n, steps, V, d, seed):
    layer, module = layers.Embedding(V, d), nn.Embedding(V, d)
    x = np.random.default_rng(seed).integers(0, V, size=(n, steps))
    built(layer, x.shape, seed)
    agree_three_ways(layer, module, embedding.embedding, embedding.embedding_backward, x)
    assert_round_trips(layer, module)


# Convolution


@st.composite
def convolutions(draw, rank):
    """Settings of a Keras convolution, and the shape of an input that it fits."""
    axes, ones = st.tuples(*[st.integers(1, 3)] * rank), st.just((1,) * rank)
    kernel = draw(axes)
    # Keras refuses strides and dilation together.
    stride, dilation = draw(st.one_of(st.tuples(axes, ones), st.tuples(ones, axes)))
    size = [(k - 1) * d + 1 + draw(st.integers(0, 4)) for k, d in zip(kernel, dilation)]
    config = {
        # PyTorch on a CPU has no gradient for one image, one filter and Keras' order of kernels
        # ("slow_conv2d: grad_weight must be contiguous"), so that Keras on it has none either.
        "filters": draw(st.integers(2, 3)),
        "kernel_size": kernel,
        "strides": stride,
        "padding": draw(st.sampled_from(["valid", "same"])),
        "dilation_rate": dilation,
        "use_bias": draw(st.booleans()),
    }
    return config, (draw(st.integers(1, 2)), *size, draw(st.integers(1, 3)))


@pytest.mark.parametrize("rank", [1, 2])
@settings(quick, max_examples=10)
@given(st.data(), seeds)
def test_convolution(rank, data, seed):
    config, shape = data.draw(convolutions(rank))
    layer = built({1: layers.Conv1D, 2: layers.Conv2D}[rank](**config), shape, seed)
    x = normal(np.random.default_rng(seed), *shape)
    options = {"stride": layer.strides, "padding": layer.padding, "dilation": layer.dilation_rate}
    if rank == 1:
        options = {name: o if name == "padding" else o[0] for name, o in options.items()}
    forward = getattr(convolution, f"conv{rank}d")
    backward = getattr(convolution, f"conv{rank}d_backward")
    module = bridge.to_torch(layer)
    agree_three_ways(
        layer, module, partial(forward, **options), partial(backward, **options), x, images=True
    )
    assert_round_trips(layer, module)


@quick
@given(st.integers(1, 4), st.integers(0, 2), seeds)
def test_a_torch_convolution_with_padding_of_its_own_becomes_valid_or_same_or_is_refused(
    kernel, pixels, seed
):
    torch.manual_seed(seed)
    module = nn.Conv2d(2, 3, kernel, padding=pixels)
    x = normal(np.random.default_rng(seed), 2, 6, 7, 2)
    if pixels != 0 and 2 * pixels != kernel - 1:
        with pytest.raises(ValueError, match=r"ZeroPadding2D"):
            bridge.to_keras(module)
    else:
        y = bridge.channels_last(module(bridge.channels_first(torch.tensor(x))))
        agree("outputs", torch=y, keras=bridge.to_keras(module)(x))


@quick
@given(st.integers(1, 4), st.integers(1, 2), st.booleans(), seeds)
def test_transposed_convolution(kernel, stride, bias, seed):
    layer = layers.Conv2DTranspose(2, kernel, strides=stride, use_bias=bias)
    x = normal(np.random.default_rng(seed), 2, 3, 4, 3)
    built(layer, x.shape, seed)
    module = bridge.to_torch(layer)
    if kernel >= stride:  # else the last pixels are bare: threeways.scratch leaves them out
        ways = segmentation.conv_transpose2d, segmentation.conv_transpose2d_backward
        forward, backward = (partial(way, stride=stride) for way in ways)
        agree_three_ways(layer, module, forward, backward, x, images=True)
    assert_round_trips(layer, module)


@pytest.mark.parametrize(("kernel", "stride"), [(4, 2), (3, 1), (2, 2), (5, 3), (1, 2)])
def test_a_transposed_convolution_that_crops_alike_on_both_sides(kernel, stride):
    layer = layers.Conv2DTranspose(2, kernel, strides=stride, padding="same")
    x = normal(np.random.default_rng(0), 2, 3, 4, 3)
    built(layer, x.shape)
    y = bridge.channels_last(bridge.to_torch(layer)(bridge.channels_first(torch.tensor(x))))
    agree("outputs", keras=layer(x), torch=y)
    assert_round_trips(layer, bridge.to_torch(layer))


def test_a_transposed_convolution_that_crops_one_side_more_is_refused():
    layer = built(layers.Conv2DTranspose(2, 3, strides=2, padding="same"), (None, 4, 4, 2))
    with pytest.raises(ValueError, match=r'crops .* with padding "same".*crop in a step'):
        bridge.to_torch(layer)
    lookalike = nn.ConvTranspose2d(2, 2, 3, stride=2, padding=1, output_padding=1)
    with pytest.raises(ValueError, match=r"has crop \(\(0, 1\), .*has \(\(1, 0\), "):
        bridge.copy(layer, lookalike)
    with pytest.raises(ValueError, match=r"keras.layers.Conv2DTranspose cannot"):
        bridge.to_keras(lookalike)


# Recurrent layers


@pytest.mark.parametrize("name", RECURRENT)
@quick
@given(sizes, sizes, sizes, sizes, st.booleans(), seeds)
def test_recurrent(name, n, steps, d, u, bias, seed):
    keras_class, torch_class = RECURRENT[name]
    layer = keras_class(u, return_sequences=True, use_bias=bias)
    module = torch_class(d, u, bias=bias, batch_first=True)
    x = normal(np.random.default_rng(seed), n, steps, d)
    built(layer, x.shape, seed)
    forward, backward = getattr(recurrent, name), getattr(recurrent, f"{name}_backward")
    agree_three_ways(layer, module, forward, backward, x)
    assert_round_trips(layer, module)


@pytest.mark.parametrize("name", RECURRENT)
@settings(quick, max_examples=2)
@given(sizes, sizes, sizes, sizes, st.booleans(), seeds)
def test_bidirectional(name, n, steps, d, u, bias, seed):
    keras_class, torch_class = RECURRENT[name]
    layer = layers.Bidirectional(keras_class(u, return_sequences=True, use_bias=bias))
    module = torch_class(d, u, bias=bias, batch_first=True, bidirectional=True)
    x = normal(np.random.default_rng(seed), n, steps, d)
    built(layer, x.shape, seed)
    forward, backward = getattr(recurrent, name), getattr(recurrent, f"{name}_backward")
    agree_three_ways(
        layer,
        module,
        lambda x, **w: recurrent.bidirectional(forward, x, **w),
        lambda dy, x, **w: recurrent.bidirectional_backward(dy, backward, x, **w),
        x,
    )
    assert_round_trips(layer, module)


@pytest.mark.parametrize("name", RECURRENT)
@pytest.mark.parametrize("both_ways", [False, True])
def test_weights_that_torch_made_go_to_keras(name, both_ways):
    torch.manual_seed(0)
    module = RECURRENT[name][1](3, 4, batch_first=True, bidirectional=both_ways)
    x = normal(np.random.default_rng(0), 2, 5, 3)
    agree("outputs", torch=torch_output(module, x), keras=bridge.to_keras(module)(x))


# Normalisation


def batch_norm_output(x, **arguments):
    return normalisation.batch_norm(x, **arguments)[0]


@pytest.mark.parametrize("training", [False, True])
@pytest.mark.parametrize(
    ("shape", "module"),
    [((6, 3), nn.BatchNorm1d), ((2, 5, 3), nn.BatchNorm1d), ((2, 4, 5, 3), nn.BatchNorm2d)],
)
def test_batch_norm(shape, module, training):
    layer = built(layers.BatchNormalization(), shape)
    x = normal(np.random.default_rng(0), *shape)
    agree_three_ways(
        layer,
        module(3),
        batch_norm_output,
        normalisation.batch_norm_backward,
        x,
        images=True,
        training=training,
    )
    assert isinstance(bridge.to_torch(layer), module)
    assert_round_trips(layer, module(3))


@quick
@given(sizes, st.integers(2, 5), seeds)
def test_layer_norm(n, d, seed):
    layer, x = layers.LayerNormalization(), normal(np.random.default_rng(seed), n, 3, d)
    built(layer, x.shape, seed)
    module = nn.LayerNorm(d)
    agree_three_ways(layer, module, normalisation.layer_norm, normalisation.layer_norm_backward, x)
    assert_round_trips(layer, module)


# Where the frameworks differ


def test_same_with_a_stride_pads_after_the_image_in_keras_and_around_it_in_torch():
    layer = built(layers.Conv2D(2, 3, strides=2, padding="same"), (1, 6, 6, 1))
    x = normal(np.random.default_rng(0), 1, 6, 6, 1)
    usual = nn.Conv2d(1, 2, 3, stride=2, padding=1)
    bridge.load(usual, bridge.weights_of(layer))
    images = bridge.channels_first(torch.tensor(x))
    with pytest.raises(CheckFailed):
        agree("padding=1", tol=0.1, keras=layer(x), torch=bridge.channels_last(usual(images)))
    with pytest.raises(ValueError, match="pad_like_keras"):
        bridge.copy(layer, usual)

    padded = bridge.pad_like_keras(nn.Conv2d(1, 2, 3, stride=2))
    bridge.copy(layer, padded)
    agree("pad_like_keras", keras=layer(x), torch=bridge.channels_last(padded(images)))
    assert convolution.same_padding(6, 3, stride=2) == (0, 1)
    assert convolution.same_padding(7, 3, stride=2) == (1, 1)


def test_padding_follows_the_size_of_each_input():
    layer = built(layers.Conv2D(2, 3, strides=2, padding="same"), (1, None, None, 1))
    module = bridge.to_torch(layer)
    for size in (4, 5, 6, 7):
        x = normal(np.random.default_rng(size), 1, size, size + 1, 1)
        y = bridge.channels_last(module(bridge.channels_first(torch.tensor(x))))
        agree(f"{size} rows", keras=layer(x), torch=y)


def test_a_gru_that_resets_before_the_product_is_another_function_and_refused():
    x = normal(np.random.default_rng(0), 2, 5, 3)
    after, before = (layers.GRU(4, return_sequences=True, reset_after=r) for r in (True, False))
    built(after, x.shape)
    before.build(x.shape)
    kernel, recurrent_kernel, bias = after.get_weights()
    bias[1] = 0  # the second bias, which the paper's form does not have
    after.set_weights([kernel, recurrent_kernel, bias])
    before.set_weights([kernel, recurrent_kernel, bias[0]])
    agree("resets after", keras=after(x), torch=torch_output(bridge.to_torch(after), x))
    with pytest.raises(CheckFailed):
        agree("resets before", tol=0.1, after=after(x), before=before(x))
    with pytest.raises(ValueError, match=r"GRU has reset_after=False, the bridge needs True"):
        bridge.weights_of(before)


def test_the_second_bias_of_torch_is_added_to_the_first():
    layer = built(layers.LSTM(100), (None, None, 7))
    module = nn.LSTM(7, 100)
    assert sum(p.numel() for p in module.parameters()) - layer.count_params() == 400
    both = module.bias_ih_l0 + module.bias_hh_l0
    assert module.bias_hh_l0.abs().max() > 0
    assert_equal_weights(bridge.weights_of(module)["b"], both)
    bridge.copy(layer, module)
    assert_equal_weights(bridge.weights_of(layer)["b"], module.bias_ih_l0)
    assert not module.bias_hh_l0.any()


def test_the_epsilons_of_normalisation_differ_and_travel_with_the_weights():
    x = 0.02 * normal(np.random.default_rng(0), 8, 4)  # small values show it
    pairs = [
        (built(layers.LayerNormalization(), x.shape), nn.LayerNorm(4)),
        (layers.BatchNormalization(), nn.BatchNorm1d(4)),
    ]
    pairs[1][0].build(x.shape)
    bridge.load(pairs[1][0], {**bridge.weights_of(pairs[1][0]), "moving_variance": x.var(axis=0)})
    for layer, module in pairs:
        weights = bridge.weights_of(layer)
        arrays = {n: a for n, a in weights.items() if n not in ("eps", "momentum")}
        module.eval()
        bridge.load(module, arrays)
        assert (layer.epsilon, module.eps) == (1e-3, 1e-5)
        with pytest.raises(CheckFailed):
            agree("each with its own", tol=0.1, keras=layer(x), torch=module(torch.tensor(x)))
        bridge.copy(layer, module)
        assert module.eps == 1e-3
        agree("the same", keras=layer(x), torch=module(torch.tensor(x)))
        module.eps = 1e-4
        bridge.copy(module, layer)
        assert layer.epsilon == bridge.to_keras(module).epsilon == 1e-4
        agree("and back", keras=layer(x), torch=module(torch.tensor(x)))


def batch_norm_step(layer, module, x):
    """Moving statistics of both after one pass in training mode."""
    layer(x, training=True)
    module.train()
    module(torch.tensor(x))
    return bridge.weights_of(layer), bridge.weights_of(module)


def test_the_momentum_of_keras_is_one_minus_that_of_torch():
    x = 5 + normal(np.random.default_rng(0), 8, 4)
    layer, module = layers.BatchNormalization(), nn.BatchNorm1d(4)
    layer.build(x.shape)
    ours, theirs = batch_norm_step(layer, module, x)
    mean = x.mean(axis=0)
    agree("a hundredth and a tenth", keras=100 * ours["moving_mean"], mean=mean)
    agree("a hundredth and a tenth", torch=10 * theirs["moving_mean"], mean=mean)

    layer = layers.BatchNormalization()
    layer.build(x.shape)
    bridge.copy(layer, module)
    assert module.momentum == pytest.approx(0.01)
    ours, theirs = batch_norm_step(layer, module, x)
    agree("the same", keras=ours["moving_mean"], torch=theirs["moving_mean"])
    bridge.copy(nn.BatchNorm1d(4), layer)
    assert layer.momentum == pytest.approx(0.9)


def test_torch_keeps_the_unbiased_variance_and_keras_the_biased_one():
    x = normal(np.random.default_rng(0), 4, 3)
    layer = layers.BatchNormalization(momentum=0.5)
    layer.build(x.shape)
    start, module = bridge.weights_of(layer), bridge.to_torch(layer)
    ours, theirs = batch_norm_step(layer, module, x)
    for ddof, weights in enumerate([ours, theirs]):
        expected = normalisation.batch_norm(x, **start, training=True, ddof=ddof)[2]
        agree("moving variance", numpy=expected, framework=weights["moving_variance"])
    biased, unbiased = x.var(axis=0), x.var(axis=0, ddof=1)
    gap = theirs["moving_variance"] - ours["moving_variance"]
    agree("what no copy can change", gap=gap, half_of_the_difference=(unbiased - biased) / 2)
    assert gap.min() > 0.01


def test_flattened_channels_come_in_another_order_unless_they_are_moved_back():
    x = normal(np.random.default_rng(0), 2, 3, 4, 5)
    ours = layers.Flatten(data_format="channels_last")(x)
    maps = bridge.channels_first(torch.tensor(x))
    agree("moved back", keras=ours, torch=bridge.channels_last(maps).flatten(1))
    with pytest.raises(CheckFailed):
        agree("as they are", keras=ours, torch=maps.flatten(1))


# What is refused, and with which way out


def low_rank():
    layer = built(layers.Dense(3), (None, 2))
    layer.enable_lora(1)
    return layer


def parametrized():
    return nn.utils.parametrizations.weight_norm(nn.Linear(2, 3))


@pytest.mark.parametrize(
    ("layer", "message"),
    [
        (layers.Dense(3), r"keras.layers.Dense 'dense.*' has no weights yet: .*build"),
        (nn.LazyLinear(3), "has no weights yet: call it"),
        (parametrized(), "remove_parametrizations"),
        (low_rank(), "holds lora_kernel_a, lora_kernel_b"),
        (built(layers.Conv2D(4, 3, groups=2), (None, 5, 5, 2)), "groups=2, the bridge needs 1"),
        (nn.Conv2d(2, 4, 3, groups=2), "groups=2, the bridge needs 1"),
        (nn.Conv2d(2, 4, 3, padding_mode="reflect"), "padding_mode='reflect'"),
        (nn.ConvTranspose2d(2, 4, 3, groups=2), "groups=2, the bridge needs 1"),
        (nn.Embedding(3, 2, max_norm=1.0), "max_norm=1.0"),
        (nn.LSTM(2, 3, num_layers=2), "num_layers=2.*one module a layer"),
        (nn.LSTM(2, 3, proj_size=1), "proj_size=1"),
        (nn.BatchNorm1d(3, affine=False), "affine=False"),
        (nn.BatchNorm1d(3, track_running_stats=False), "track_running_stats=False"),
        (nn.BatchNorm1d(3, momentum=None), "momentum None"),
        (nn.LayerNorm(3, elementwise_affine=False), "elementwise_affine=False"),
        (nn.LayerNorm(3, bias=False), "bias=False"),
        (nn.LayerNorm((2, 3)), r"normalized_shape \(2, 3\)"),
        (built(layers.BatchNormalization(scale=False), (None, 3)), "scale=False"),
        (built(layers.LayerNormalization(axis=1), (None, 3, 2)), r"axis=\[1\]"),
    ],
)
def test_a_setting_without_neutral_form_is_refused_by_name(layer, message):
    with pytest.raises(ValueError, match=message):
        bridge.weights_of(layer)


@pytest.mark.parametrize(
    "layer",
    [
        layers.Dropout(0.5),
        nn.MultiheadAttention(8, 2),
        keras.Sequential([layers.Dense(2)]),
        nn.Sequential(nn.Linear(1, 1)),
        layers.Bidirectional(layers.RNN(layers.LSTMCell(3))),
        np.ones(3),
    ],
)
def test_an_unknown_layer_is_answered_with_the_known_ones(layer):
    with pytest.raises(TypeError, match=f"{type(layer).__name__}.*LayerNormalization.*GRU"):
        bridge.weights_of(layer)


def test_subclasses_are_known_by_what_they_inherit():
    class Named(nn.Linear):
        """A linear layer with a name of its own."""

    module = Named(2, 3)
    assert_equal_weights(bridge.weights_of(module)["W"], module.weight.T)


@pytest.mark.parametrize(
    ("source", "target", "message"),
    [
        (layers.Conv2D(4, 3, strides=2), nn.Conv2d(2, 4, 3), r"stride \(2, 2\), .* \(1, 1\)"),
        (layers.Conv2D(4, 3, dilation_rate=2), nn.Conv2d(2, 4, 3), "dilation"),
        (layers.Conv2D(4, 3, padding="same"), nn.Conv2d(2, 4, 3), "padding"),
        (layers.SimpleRNN(4, activation="relu"), nn.RNN(2, 4), "activation 'relu', .* 'tanh'"),
        (layers.LSTM(4, recurrent_activation="hard_sigmoid"), nn.LSTM(2, 4), "hard_sigmoid"),
        (layers.LSTM(4, dropout=0.1), nn.LSTM(2, 4), "dropout"),
        (layers.GRU(4, go_backwards=True), nn.GRU(2, 4), "go_backwards"),
        (
            layers.Bidirectional(layers.GRU(4), merge_mode="sum"),
            nn.GRU(2, 4, bidirectional=True),
            'merge_mode="concat"',
        ),
    ],
)
def test_copying_refuses_layers_that_would_not_compute_the_same(source, target, message):
    shape = (None, 9, 9, 2) if isinstance(source, layers.Conv2D) else (None, 9, 2)
    built(source, shape)
    with pytest.raises(ValueError, match=message):
        bridge.copy(source, target)
    bridge.load(target, bridge.weights_of(source))  # the way round it
    assert_equal_weights(bridge.weights_of(source), bridge.weights_of(target))


def test_copying_refuses_another_kind_of_layer():
    source = built(layers.LSTM(3), (None, None, 2))
    for target in (nn.GRU(2, 3), nn.LSTM(2, 3, bidirectional=True), nn.Linear(2, 3)):
        with pytest.raises(TypeError, match=r"LSTM and .* are different kinds of layer"):
            bridge.copy(source, target)


@pytest.mark.parametrize(
    ("target", "message"),
    [
        (nn.Linear(3, 2), r"Linear has W of shape \(3, 2\), the weights given have \(2, 3\)"),
        (nn.Linear(2, 4), r"W of shape \(2, 4\)"),
        (nn.Linear(2, 3, bias=False), "with and without bias"),
    ],
)
def test_weights_that_do_not_fit_leave_the_layer_as_it_was(target, message):
    source = built(layers.Dense(3), (None, 2))
    before = bridge.weights_of(target)
    for load in (bridge.copy, lambda a, b: bridge.load(b, bridge.weights_of(a))):
        with pytest.raises(ValueError, match=message):
            load(source, target)
    assert_equal_weights(before, bridge.weights_of(target))


def test_a_misfit_inside_a_bidirectional_layer_is_named_with_its_direction():
    source = built(layers.Bidirectional(layers.LSTM(3)), (None, None, 2))
    weights = bridge.weights_of(source)
    weights["backward"]["U"] = np.zeros((3, 9))
    with pytest.raises(ValueError, match=r"backward\.U of shape \(3, 12\), .* \(3, 9\)"):
        bridge.load(source, weights)


def test_counterparts_refuse_what_they_cannot_build():
    with pytest.raises(ValueError, match="activation relu"):
        bridge.to_torch(built(layers.Dense(3, activation="relu"), (None, 2)))
    with pytest.raises(ValueError, match="causal"):
        bridge.to_torch(built(layers.Conv1D(3, 2, padding="causal"), (None, 5, 2)))
    with pytest.raises(ValueError, match="activation 'sigmoid'"):
        bridge.to_torch(built(layers.SimpleRNN(3, activation="sigmoid"), (None, 5, 2)))
    with pytest.raises(ValueError, match="padding_idx"):
        bridge.to_keras(nn.Embedding(5, 2, padding_idx=0))
    with pytest.raises(TypeError, match="layer of torch"):
        bridge.to_keras(built(layers.Dense(3), (None, 2)))
    with pytest.raises(TypeError, match="does not pad"):
        bridge.pad_like_keras(nn.Linear(2, 3))
    with pytest.raises(ValueError, match=r"already has padding \(1, 1\)"):
        bridge.pad_like_keras(nn.Conv2d(1, 1, 3, padding=1))


def test_gradients_need_a_dy_in_the_shape_of_the_output():
    layer, x = built(layers.Dense(3), (None, 2)), np.ones((4, 2), np.float32)
    for one in (layer, bridge.to_torch(layer)):
        with pytest.raises(ValueError, match=r"dy has shape \(4, 2\), the layer's output \(4, 3\)"):
            bridge.gradients_of(one, x, x)


# What stays as it was


def test_counterparts_keep_double_precision():
    layer = built(layers.LSTM(3, return_sequences=True, dtype="float64"), (None, None, 2))
    layer.set_weights([array + 1e-12 for array in layer.get_weights()])
    module = bridge.to_torch(layer)
    assert module.weight_ih_l0.dtype == torch.float64
    x = np.random.default_rng(0).normal(size=(2, 4, 2))
    weights = bridge.weights_of(layer)
    agree(
        "outputs",
        tol=1e-14,
        numpy=recurrent.lstm(x, **weights),
        keras=bridge.to_keras(module)(x),
        torch=module(torch.tensor(x))[0],
    )
    assert_round_trips(layer, module)


def test_the_neutral_form_is_a_copy():
    layer = built(layers.Dense(3), (None, 2))
    module = bridge.to_torch(layer)
    for one in (layer, module):
        weights = bridge.weights_of(one)
        kept = weights["W"].copy()
        weights["W"][:] = 7
        assert_equal_weights(bridge.weights_of(one)["W"], kept)


def test_gradients_leave_the_layer_and_what_it_accumulated_as_they_were():
    x = normal(np.random.default_rng(0), 6, 3)
    layer = built(layers.BatchNormalization(), x.shape)
    module = bridge.to_torch(layer)
    module.weight.grad = torch.full((3,), 2.0)
    before, state = bridge.weights_of(layer), {n: t.clone() for n, t in module.state_dict().items()}
    for one in (layer, module):
        bridge.gradients_of(one, x, x, training=True)
        with pytest.raises(ValueError, match="dy has shape"):
            bridge.gradients_of(one, x, x[:, :1], training=True)
        assert_equal_weights(before, bridge.weights_of(one))
    assert_equal_weights(state, module.state_dict())
    assert module.training
    assert_equal_weights(module.weight.grad, np.full(3, 2.0))


def test_frozen_weights_have_no_gradient():
    layer = built(layers.Dense(3), (None, 2))
    module = bridge.to_torch(layer)
    layer.trainable, module.weight.requires_grad = False, False
    x, dy = np.ones((4, 2), np.float32), np.ones((4, 3), np.float32)
    assert bridge.gradients_of(layer, x, dy).keys() == {"x"}
    assert bridge.gradients_of(module, x, dy).keys() == {"x", "b"}


# The other backend


def test_all_of_this_holds_on_keras_other_backend():
    other = {"tensorflow": "torch", "torch": "tensorflow"}[keras.backend.backend()]
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", __file__]
    this = test_all_of_this_holds_on_keras_other_backend.__name__
    done = subprocess.run(
        [*command, "--deselect", f"{__file__}::{this}", "-k", f"not {this}"],
        env={**os.environ, "KERAS_BACKEND": other},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert " passed" in done.stdout
    assert "skipped" not in done.stdout
