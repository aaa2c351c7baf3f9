"""The frozen base, its head and folding, against finite differences and PyTorch."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from threeways import bridge
from threeways.scratch.convolution import conv2d
from threeways.scratch.normalisation import batch_norm
from threeways.scratch.transfer import features, features_backward, fold, head_loss, softmax

seeds = st.integers(0, 10_000)


def torch_base(rng, strides=(2, 1), widths=(3, 4), channels=2):
    """A base of PyTorch with moving statistics that are not 0 and 1."""
    layers = []
    for stride, width in zip(strides, widths):
        norm = nn.BatchNorm2d(width)
        with torch.no_grad():
            for tensor in (norm.weight, norm.running_var):
                tensor.copy_(torch.tensor(rng.uniform(0.5, 2, width)))
            for tensor in (norm.bias, norm.running_mean):
                tensor.copy_(torch.tensor(rng.normal(size=width)))
        conv = nn.Conv2d(channels, width, 3, stride, 1, bias=False)
        layers += [conv, norm, nn.ReLU()]
        channels = width
    pool = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten())
    return nn.Sequential(*layers, pool).double().eval()


def blocks_of(base):
    return [
        (base[i].stride[0], *map(bridge.weights_of, base[i : i + 2]))
        for i in range(0, len(base) - 1, 3)
    ]


@settings(deadline=None, max_examples=15)
@given(seeds, st.sampled_from([5, 7, 9]), st.integers(1, 3))
def test_features_and_their_gradients_are_those_of_pytorch(seed, side, n):
    rng = np.random.default_rng(seed)
    base = torch_base(rng)
    x, dH = rng.normal(size=(n, side, side, 2)), rng.normal(size=(n, 4))
    H = base(torch.tensor(x).permute(0, 3, 1, 2))
    assert np.allclose(features(x, blocks_of(base)), H.detach().numpy())
    H.backward(torch.tensor(dH))
    grads = features_backward(dH, x, blocks_of(base))
    for i, grad in zip((0, 3), grads):
        assert np.allclose(grad["W"], base[i].weight.grad.permute(2, 3, 1, 0).numpy())
        assert np.allclose(grad["gamma"], base[i + 1].weight.grad.numpy())
        assert np.allclose(grad["beta"], base[i + 1].bias.grad.numpy())


@given(seeds, st.integers(1, 6), st.integers(2, 5))
def test_the_head_has_the_slopes_of_its_loss(seed, n, k):
    rng = np.random.default_rng(seed)
    H, W, b = rng.normal(size=(n, 3)), rng.normal(size=(3, k)), rng.normal(size=k)
    y = rng.integers(0, k, n)
    _, slopes = head_loss(H, y, W, b)
    for name, array in {"H": H, "W": W, "b": b}.items():
        step = 1e-6 * rng.normal(size=array.shape)
        arrays = {"H": H, "W": W, "b": b}
        ahead = head_loss(y=y, **{**arrays, name: array + step})[0]
        behind = head_loss(y=y, **{**arrays, name: array - step})[0]
        assert ahead - behind == pytest.approx(2 * np.sum(slopes[name] * step), abs=1e-11)


@given(seeds, st.floats(-500, 500))
def test_probabilities_do_not_change_when_all_logits_do_and_never_overflow(seed, shift):
    z = np.random.default_rng(seed).normal(size=(3, 4))
    assert np.allclose(softmax(z + shift), softmax(z))
    assert np.allclose(softmax(100 * z + shift).sum(1), 1)


@given(seeds, st.booleans())
def test_a_folded_convolution_does_what_two_layers_did(seed, depthwise):
    rng = np.random.default_rng(seed)
    channels, width = (3, 3) if depthwise else (3, 5)
    W = rng.normal(size=(2, 2, 3, 1) if depthwise else (2, 2, 3, 5))
    norm = {
        "gamma": rng.uniform(0.5, 2, width),
        "beta": rng.normal(size=width),
        "moving_mean": rng.normal(size=width),
        "moving_variance": rng.uniform(0.5, 2, width),
        "eps": 1e-3,
    }
    # A depthwise kernel is a dense one that is zero between channels.
    spread = W * np.eye(channels) if depthwise else W
    x = rng.normal(size=(2, 4, 4, channels))
    folded = fold(W, **norm)
    assert folded["W"].shape == W.shape
    one = folded["W"] * np.eye(channels) if depthwise else folded["W"]
    assert np.allclose(conv2d(x, one, folded["b"]), batch_norm(conv2d(x, spread), **norm)[0])
