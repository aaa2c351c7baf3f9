"""The players' losses and the measures of samples, held to definitions and to SciPy."""

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.linalg import sqrtm
from scipy.optimize import check_grad
from scipy.spatial.distance import cdist

from threeways.scratch.gan import (
    bicubic,
    coverage,
    cubic,
    discriminator_loss,
    frechet,
    game_value,
    generator_loss,
    jensen_shannon,
    optimal_discriminator,
    psnr,
    sigmoid,
    softplus,
    upsample_nearest_backward,
)
from threeways.scratch.segmentation import upsample_nearest

quick = settings(max_examples=30, deadline=None, derandomize=True)
seeds = st.integers(0, 10_000)
reals = st.floats(-30, 30)


def normal(x, mean, std):
    return np.exp(-(((x - mean) / std) ** 2) / 2) / (std * np.sqrt(2 * np.pi))


GRID, STEP = np.linspace(-12, 12, 2401, retstep=True)


@st.composite
def densities(draw):
    """Two Gaussians on the grid, and their means and standard deviations."""
    means = [draw(st.floats(-2, 2)) for _ in range(2)]
    stds = [draw(st.floats(0.5, 1.5)) for _ in range(2)]
    # Nowhere zero in double precision, as the divergence asks for.
    return [normal(GRID, m, s) + 1e-300 for m, s in zip(means, stds)]


def features(seed, n=40, d=3):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(n, d)) @ rng.normal(size=(d, d)) + rng.normal(size=d)


def moments(x):
    return x.mean(0), np.cov(x.T)


# The game


@quick
@given(densities(), seeds)
def test_nothing_beats_the_optimal_discriminator(pair, seed):
    p, q = pair
    best = optimal_discriminator(p, q)
    rng = np.random.default_rng(seed)
    other = np.clip(best + 0.2 * rng.normal(size=best.shape), 1e-6, 1 - 1e-6)
    inside = (best > 1e-9) & (best < 1 - 1e-9)  # log D is finite there
    p, q, best, other = (a[inside] for a in (p, q, best, other))
    assert game_value(other, p, q, STEP) < game_value(best, p, q, STEP)


@quick
@given(densities())
def test_the_value_at_the_optimum_is_the_divergence_up_to_constants(pair):
    p, q = pair
    p, q = p + 1e-12, q + 1e-12  # keeps D away from 0 and 1
    value = game_value(optimal_discriminator(p, q), p, q, STEP)
    assert value == pytest.approx(2 * jensen_shannon(p, q, STEP) - np.log(4), abs=1e-6)


@quick
@given(densities())
def test_the_divergence_is_symmetric_and_between_zero_and_log_two(pair):
    p, q = pair
    divergence = jensen_shannon(p, q, STEP)
    assert divergence == pytest.approx(jensen_shannon(q, p, STEP), abs=1e-12)
    assert -1e-12 <= divergence <= np.log(2)
    assert jensen_shannon(p, p, STEP) == 0


def test_the_best_discriminator_of_two_unit_gaussians_is_a_sigmoid_of_slope_two():
    best = optimal_discriminator(normal(GRID, 1, 1), normal(GRID, -1, 1))
    np.testing.assert_allclose(best, sigmoid(2 * GRID), atol=1e-12)


# The losses


@quick
@given(seeds)
def test_slopes_are_those_of_finite_differences(seed):
    rng = np.random.default_rng(seed)
    real, fake = rng.normal(scale=3, size=5), rng.normal(scale=3, size=7)
    for loss, z in (
        (lambda v: (discriminator_loss(v, fake)[0], discriminator_loss(v, fake)[1][0]), real),
        (lambda v: (discriminator_loss(real, v)[0], discriminator_loss(real, v)[1][1]), fake),
        (lambda v: generator_loss(v), fake),
        (lambda v: generator_loss(v, saturating=True), fake),
    ):
        assert check_grad(lambda v, f=loss: f(v)[0], lambda v, f=loss: f(v)[1], z) < 1e-5


@quick
@given(st.lists(reals, min_size=1, max_size=5), st.lists(reals, min_size=1, max_size=5))
def test_the_discriminators_loss_is_minus_the_mean_log_likelihood(real, fake):
    z_real, z_fake = np.array(real), np.array(fake)
    D_real, not_D_fake = 1 / (1 + np.exp(-z_real)), 1 / (1 + np.exp(z_fake))
    expected = -np.log(D_real).mean() - np.log(not_D_fake).mean()
    assert discriminator_loss(z_real, z_fake)[0] == pytest.approx(expected)


@quick
@given(reals)
def test_both_generators_go_the_same_way_with_slopes_in_the_odds_ratio(z):
    steep, flat = (generator_loss(np.array([z]), s)[1][0] for s in (False, True))
    assert steep < 0 and flat < 0
    assert steep / flat == pytest.approx(np.exp(-z))


def test_no_loss_overflows():
    far = np.array([-1e4, 1e4])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert discriminator_loss(far, far)[0] == pytest.approx(1e4)
        assert generator_loss(far)[0] == pytest.approx(5e3)
        np.testing.assert_allclose(generator_loss(far, saturating=True)[1], [0, -0.5])
        np.testing.assert_allclose(softplus(far), [0, 1e4])
        np.testing.assert_allclose(sigmoid(far), [0, 1])


def test_the_losses_are_means_in_the_shape_that_they_were_given():
    z = np.array([[0.5], [-1.0]])
    value, (d_real, d_fake) = discriminator_loss(z, np.repeat(z, 3, axis=0))
    assert value == pytest.approx(discriminator_loss(z, z)[0])
    assert d_real.shape == (2, 1) and d_fake.shape == (6, 1)
    assert generator_loss(z)[1].shape == (2, 1)


# The layers


@quick
@given(seeds, st.integers(1, 4), st.integers(1, 4), st.integers(1, 3))
def test_the_gradient_of_upsampling_is_its_adjoint(seed, H, W, factor):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(2, H, W, 3))
    dy = rng.normal(size=(2, factor * H, factor * W, 3))
    dx = upsample_nearest_backward(dy, factor)
    assert dx.shape == x.shape
    assert (dx * x).sum() == pytest.approx((dy * upsample_nearest(x, factor)).sum())


@quick
@given(st.floats(-1, 1), st.floats(0, 1))
def test_the_cubic_kernels_at_unit_distances_add_up_to_one(a, shift):
    taps = np.arange(-3, 4) + shift
    assert cubic(taps, a).sum() == pytest.approx(1)
    np.testing.assert_allclose(cubic(np.array([-2.0, -1, 0, 1, 2]), a), [0, 0, 1, 0, 0], atol=1e-12)


def test_bicubic_interpolation_keeps_constants_and_slopes():
    ramp = np.arange(8.0)[None, :, None, None] + np.zeros((1, 1, 8, 1))  # (1, 8, 8, 1)
    y = bicubic(ramp)
    assert y.shape == (1, 16, 16, 1)
    inner = slice(4, -4)  # two old pixels from the rim, where neighbours are missing
    np.testing.assert_allclose(np.diff(y[0, inner, 0, 0]), 0.5)
    np.testing.assert_allclose(bicubic(np.full((1, 3, 3, 2), 0.7)), 0.7)


# The measures


@quick
@given(seeds)
def test_the_frechet_distance_is_the_formula_with_a_matrix_square_root(seed):
    a, b = moments(features(seed)), moments(features(seed + 1))
    root = sqrtm(a[1] @ b[1]).real
    expected = ((a[0] - b[0]) ** 2).sum() + np.trace(a[1] + b[1] - 2 * root)
    assert frechet(*a, *b) == pytest.approx(expected, abs=1e-6)
    assert frechet(*a, *b) == pytest.approx(frechet(*b, *a), abs=1e-8)
    assert frechet(*a, *a) == pytest.approx(0, abs=1e-8)


@quick
@given(reals, reals, st.floats(0, 5), st.floats(0, 5))
def test_in_one_dimension_it_compares_means_and_standard_deviations(m, n, s, t):
    distance = frechet(np.array([m]), np.array([[s**2]]), np.array([n]), np.array([[t**2]]))
    assert distance == pytest.approx((m - n) ** 2 + (s - t) ** 2, abs=1e-8)


def test_the_frechet_distance_takes_a_feature_that_never_varies():
    mean, flat = np.zeros(2), np.diag([1.0, 0.0])
    assert frechet(mean, flat, mean, np.eye(2)) == pytest.approx(1.0)


@quick
@given(seeds, st.integers(1, 5))
def test_coverage_is_what_its_definition_counts(seed, k):
    real, fake = features(seed), features(seed + 1)
    radius = np.sort(cdist(real, real), axis=1)[:, k]
    covered = (cdist(real, fake) <= radius[:, None]).any(1)
    assert coverage(real, fake, k) == covered.mean()


def test_coverage_sees_what_is_missing_and_not_what_is_added():
    real = np.concatenate([features(0), 100 + features(0)])
    assert coverage(real, real) == 1
    assert coverage(real, real[:40]) == 0.5
    assert coverage(real, np.concatenate([real, features(1) - 1000])) == 1
    assert coverage(real, real + 1e6) == 0


@quick
@given(st.floats(0.001, 0.5), st.floats(1, 255))
def test_psnr_of_a_constant_error_is_its_size_in_decibels(error, maximum):
    target = np.random.default_rng(0).random((2, 4, 4)) * maximum
    noisy = target + error * maximum * np.array([1, 0.5])[:, None, None]
    expected = -20 * np.log10([error, error / 2])
    np.testing.assert_allclose(psnr(noisy, target, maximum), expected)
