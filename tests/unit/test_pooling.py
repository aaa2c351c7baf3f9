"""Windows and pooling: values against torch, gradients against finite differences."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.nn import functional as F

from tests.unit.test_scratch_layers import assert_gradients, quick, seeds
from threeways.bridge import channels_first
from threeways.scratch.convolution import (
    avg_pool2d,
    avg_pool2d_backward,
    conv2d,
    fold,
    global_avg_pool2d,
    global_avg_pool2d_backward,
    im2col,
    max_pool2d,
    max_pool2d_backward,
    output_size,
    windows,
)

POOLS = {
    "max": (max_pool2d, max_pool2d_backward, F.max_pool2d),
    "avg": (avg_pool2d, avg_pool2d_backward, F.avg_pool2d),
}
pair = st.tuples(st.integers(1, 3), st.integers(1, 3))


@st.composite
def settings_that_fit(draw):
    """Images (B, H, W, C), window, stride."""
    size, stride = draw(pair), draw(pair)
    height, width = (k + draw(st.integers(0, 3)) for k in size)
    rng = np.random.default_rng(draw(seeds))
    return rng.normal(size=(draw(st.integers(1, 2)), height, width, 2)), size, stride


@pytest.mark.parametrize("name", POOLS)
@quick
@given(settings_that_fit(), seeds)
def test_pooling_gradients(name, setting, seed):
    pool, backward, _ = POOLS[name]
    x, size, stride = setting
    assert_gradients(
        lambda x: pool(x, size, stride), lambda dy, x: backward(dy, x, size, stride), {"x": x}, seed
    )


@pytest.mark.parametrize("name", POOLS)
@quick
@given(settings_that_fit())
def test_pooling_is_torchs(name, setting):
    pool, _, peer = POOLS[name]
    x, size, stride = setting
    expected = peer(torch.tensor(channels_first(x)), size, stride).movedim(1, -1)
    np.testing.assert_allclose(pool(x, size, stride), expected, rtol=1e-12)


def test_windows_that_do_not_overlap_are_the_default():
    x = np.arange(24.0).reshape(1, 4, 6, 1)
    np.testing.assert_array_equal(max_pool2d(x)[0, :, :, 0], [[7, 9, 11], [19, 21, 23]])
    np.testing.assert_array_equal(avg_pool2d(x, (4, 3))[0, :, :, 0], [[10, 13]])
    np.testing.assert_array_equal(max_pool2d(x[:, :3, :5])[0, :, :, 0], [[7, 9]])


def test_of_equal_values_the_first_gets_the_gradient_as_in_torch():
    x = np.zeros((1, 4, 4, 1))
    dy = np.arange(1.0, 5).reshape(1, 2, 2, 1)
    leaf = torch.zeros(1, 1, 4, 4, dtype=torch.float64, requires_grad=True)
    F.max_pool2d(leaf, 2).backward(torch.tensor(channels_first(dy)))
    expected = [[1, 0, 2, 0], [0, 0, 0, 0], [3, 0, 4, 0], [0, 0, 0, 0]]
    np.testing.assert_array_equal(max_pool2d_backward(dy, x)["x"][0, :, :, 0], expected)
    np.testing.assert_array_equal(leaf.grad[0, 0], expected)


def test_global_average_pooling_has_the_gradient_of_a_mean():
    x = np.random.default_rng(0).normal(size=(2, 3, 4, 2))
    assert_gradients(global_avg_pool2d, global_avg_pool2d_backward, {"x": x}, 0)
    np.testing.assert_allclose(global_avg_pool2d(x), avg_pool2d(x, (3, 4))[:, 0, 0])


def test_a_window_that_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="window shape"):
        max_pool2d(np.zeros((1, 2, 5, 1)), 3)


@quick
@given(settings_that_fit(), pair)
def test_fold_is_the_transpose_of_windows(setting, dilation):
    x, size, stride = setting
    reach = [(k - 1) * d for k, d in zip(size, dilation)]
    x = np.pad(x, ((0, 0), (reach[0], 0), (reach[1], 0), (0, 0)))
    seen = windows(x, size, stride, dilation)
    g = np.random.default_rng(0).normal(size=seen.shape)
    assert np.sum(seen * g) == pytest.approx(np.sum(x * fold(g, x.shape, stride, dilation)))


def test_windows_are_views_and_columns_are_rows_of_them():
    x = np.arange(32.0).reshape(1, 4, 4, 2)
    seen = windows(x, 3)
    assert np.shares_memory(seen, x)
    assert im2col(x, 3).shape == (1, 2, 2, 18)
    np.testing.assert_array_equal(im2col(x, 3)[0, 1, 1], x[0, 1:, 1:].ravel())


@quick
@given(st.integers(1, 12), st.integers(1, 3), st.integers(1, 3), st.integers(0, 3), pair)
def test_the_output_has_the_size_of_the_formula(extra, kernel, stride, padding, dilations):
    dilation = dilations[0]
    size = (kernel - 1) * dilation + extra
    x, W = np.zeros((1, size, size, 1)), np.zeros((kernel, kernel, 1, 1))
    y = conv2d(x, W, stride=stride, padding=padding, dilation=dilation)
    assert y.shape[1] == output_size(size, kernel, stride, padding, dilation)
