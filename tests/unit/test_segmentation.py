"""The way back up and the losses of masks: against PyTorch, and against what they must be."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn
from torch.nn import functional as F

from threeways import agree
from threeways.scratch import segmentation as seg
from threeways.scratch.convolution import conv2d

quick = settings(max_examples=20, deadline=None, derandomize=True)
sizes = st.integers(1, 5)
seeds = st.integers(0, 2**32 - 1)
LOSSES = {"cross entropy": seg.cross_entropy, "Dice": seg.soft_dice, "IoU": seg.soft_iou}


def masks(seed, K=3, shape=(2, 3, 4)):
    """Logits (B, H, W, K) and one-hot classes of random masks."""
    rng = np.random.default_rng(seed)
    return rng.normal(size=(*shape, K)), np.eye(K)[rng.integers(K, size=shape)]


# ---------------------------------------------------------------- up again


@quick
@given(sizes, sizes, sizes, st.integers(1, 4), st.integers(1, 3), st.booleans(), seeds)
def test_transposed_convolution_and_its_gradients_are_those_of_torch(
    height, width, channels, kernel, stride, bias, seed
):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(2, height, width, channels))
    W, b = rng.normal(size=(kernel, kernel + 1, channels, 2)), rng.normal(size=2)
    b = b if bias else None
    y = seg.conv_transpose2d(x, W, b, stride)
    dy = rng.normal(size=y.shape)
    leaves = {"x": x.transpose(0, 3, 1, 2), "W": W.transpose(2, 3, 0, 1)}
    leaves |= {} if b is None else {"b": b}
    ours = {name: torch.tensor(array.copy(), requires_grad=True) for name, array in leaves.items()}
    theirs = F.conv_transpose2d(ours["x"], ours["W"], ours.get("b"), stride)
    theirs.backward(torch.tensor(dy.transpose(0, 3, 1, 2)))
    agree("outputs", tol=1e-10, numpy=y, torch=theirs.permute(0, 2, 3, 1))
    grads = {name: tensor.grad for name, tensor in ours.items()}
    grads |= {"x": grads["x"].permute(0, 2, 3, 1), "W": grads["W"].permute(2, 3, 0, 1)}
    agree(
        "gradients", tol=1e-10, numpy=seg.conv_transpose2d_backward(dy, x, W, b, stride),
        torch=grads,
    )  # fmt: skip


@quick
@given(st.integers(2, 6), st.integers(1, 2), st.integers(1, 2), seeds)
def test_transposed_convolution_is_the_transpose_of_convolution(size, kernel, stride, seed):
    rng = np.random.default_rng(seed)
    W = rng.normal(size=(kernel, kernel, 2, 3))  # 2 channels to 3
    u = rng.normal(size=(1, (size - 1) * stride + kernel, (size - 1) * stride + kernel, 2))
    v = rng.normal(size=(1, size, size, 3))
    forward = np.vdot(conv2d(u, W, stride=stride), v)
    back = np.vdot(u, seg.conv_transpose2d(v, W.swapaxes(2, 3), stride=stride))
    assert np.isclose(forward, back)


@quick
@given(sizes, sizes, st.integers(1, 4), seeds)
def test_upsampling_is_that_of_torch(height, width, factor, seed):
    x = np.random.default_rng(seed).normal(size=(2, height, width, 3))
    tensor = torch.tensor(x.transpose(0, 3, 1, 2), requires_grad=True)
    near = nn.Upsample(scale_factor=factor, mode="nearest")(tensor)
    linear = nn.Upsample(scale_factor=factor, mode="bilinear", align_corners=False)(tensor)
    agree("nearest", tol=0, numpy=seg.upsample_nearest(x, factor), torch=near.permute(0, 2, 3, 1))
    ours = seg.upsample_bilinear(x, factor)
    agree("bilinear", tol=1e-10, numpy=ours, torch=linear.permute(0, 2, 3, 1))
    (slope,) = torch.autograd.grad(linear, tensor, linear.detach())
    back = seg.upsample_bilinear_backward(ours, factor)
    agree("bilinear, back", tol=1e-10, numpy=back, torch=slope.permute(0, 2, 3, 1))


def test_a_skip_connection_takes_the_centre():
    skip = np.arange(25.0).reshape(1, 5, 5, 1)
    x = np.zeros((1, 3, 3, 2))
    y = seg.crop_and_concatenate(skip, x)
    assert y.shape == (1, 3, 3, 3)
    assert y[0, :, :, 0].tolist() == [[6, 7, 8], [11, 12, 13], [16, 17, 18]]
    dskip, dx = seg.crop_and_concatenate_backward(y, skip)
    assert dskip.sum() == y[..., 0].sum() and dskip[0, 0].sum() == 0 and dskip[0, 1, 1] == 6
    assert dx.shape == x.shape and not dx.any()


# ---------------------------------------------------------------- losses


@pytest.mark.parametrize("loss", LOSSES.values(), ids=LOSSES)
@quick
@given(st.integers(2, 4), seeds)
def test_the_gradient_of_a_loss_is_its_slope(loss, K, seed):
    z, onehot = masks(seed, K)
    _, slope = loss(z, onehot)
    step = np.random.default_rng(seed + 1).normal(size=z.shape)
    ahead, behind = (loss(z + h * step, onehot)[0] for h in (1e-5, -1e-5))
    assert np.isclose((ahead - behind) / 2e-5, (slope * step).sum(), atol=1e-8)


@pytest.mark.parametrize("loss", LOSSES.values(), ids=LOSSES)
def test_a_loss_is_near_zero_where_the_mask_is_right_and_sure(loss):
    _, onehot = masks(0)
    assert loss(50 * onehot, onehot)[0] < 1e-9
    assert loss(-50 * onehot, onehot)[0] > 0.9


def test_cross_entropy_of_a_class_far_below_the_highest_logit_is_the_difference():
    z, onehot = np.array([1000.0, 0, -1000]).reshape(1, 1, 1, 3), np.eye(3)[[[[1]]]]
    loss, slope = seg.cross_entropy(z, onehot)
    assert np.isclose(loss, 1000) and np.allclose(slope, [1, -1, 0])


@quick
@given(seeds)
def test_weighted_cross_entropy_is_torchs_times_the_mean_weight(seed):
    z, onehot = masks(seed)
    share = np.array([0.5, 2.0, 9.0])
    weights = (onehot * share).sum(-1)
    theirs = F.cross_entropy(
        torch.tensor(z).movedim(-1, 1), torch.tensor(onehot.argmax(-1)), torch.tensor(share)
    )
    loss, _ = seg.cross_entropy(z, onehot, weights)
    assert np.isclose(loss, theirs.item() * weights.mean())


@quick
@given(seeds)
def test_of_one_class_dice_is_twice_iou_over_one_plus_iou(seed):
    z, onehot = masks(seed, K=2, shape=(1, 4, 4))
    one = onehot.copy()
    one[...] = [0, 1]  # the other class is absent, and nothing of it is seen
    z[...] = np.where([False, True], 40, -40)
    assert np.isclose(seg.soft_dice(z, one)[0], 0) and np.isclose(seg.soft_iou(z, one)[0], 0)
    p = seg.softmax(masks(seed, 2, (1, 4, 4))[0])
    both, size = (p * onehot).sum((0, 1, 2)), (p + onehot).sum((0, 1, 2))
    iou = both / (size - both)
    logits = np.log(p)
    dice = 1 - seg.soft_dice(logits, onehot, eps=0)[0]
    assert np.isclose(dice, np.mean(2 * iou / (1 + iou)))
    assert np.isclose(1 - seg.soft_iou(logits, onehot, eps=0)[0], np.mean(iou))


def test_an_absent_class_that_is_not_seen_costs_nothing():
    z, onehot = np.full((1, 2, 2, 2), -40.0), np.zeros((1, 2, 2, 2))
    z[..., 0], onehot[..., 0] = 40, 1
    for loss in (seg.soft_dice, seg.soft_iou):
        assert loss(z, onehot)[0] < 1e-9


# ---------------------------------------------------------------- weights, scores


def test_the_gap_between_two_cells_weighs_most():
    cells = np.zeros((7, 12), int)
    cells[2:5, 1:5], cells[2:5, 6:10] = 1, 2  # a gap of one pixel in column 5
    weights = seg.border_weights(cells)
    assert np.isclose(weights[3, 5], 10 * np.exp(-(2**2) / 50))  # one pixel from both
    assert weights[3, 5] == weights.max() and weights[3, 11] < weights[3, 10] < weights[3, 5]
    assert not weights[cells > 0].any()


def test_a_border_needs_two_cells():
    with pytest.raises(ValueError, match="needs two cells, the mask has 1"):
        seg.border_weights(np.eye(3, dtype=int))


def test_iou_counts_pixels():
    y = np.array([[0, 0, 1], [1, 1, 1]])
    y_hat = np.array([[0, 1, 1], [1, 1, 0]])
    C = seg.confusion(y, y_hat, 3)
    assert C.tolist() == [[1, 1, 0], [1, 3, 0], [0, 0, 0]]
    iou = seg.class_iou(C)
    assert np.allclose(iou[:2], [1 / 3, 3 / 5]) and np.isnan(iou[2])
    assert np.isclose(seg.mean_iou(C), (1 / 3 + 3 / 5) / 2)


@quick
@given(seeds, st.integers(1, 5))
def test_a_mask_compared_with_itself_has_iou_one(seed, K):
    y = np.random.default_rng(seed).integers(K, size=(2, 4, 5))
    assert seg.mean_iou(seg.confusion(y, y, K)) == 1
