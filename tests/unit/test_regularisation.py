"""The reference implementations of the regularisation chapter, held to the libraries."""

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import check_grad
from sklearn.linear_model import ElasticNet, Lasso, LogisticRegression, Ridge
from sklearn.svm import SVC

from threeways.scratch.regularisation import (
    dropout,
    early_stop,
    elastic_net,
    hinge_loss,
    kkt_gap,
    logistic_loss,
    penalty,
    ridge,
    soft_threshold,
)

quick = settings(max_examples=30, deadline=None, derandomize=True)
strengths = st.floats(0.05, 2.0)
seeds = st.integers(0, 10_000)
reals = st.floats(-50, 50)


@st.composite
def regressions(draw, n=(3, 30), d=(1, 8)):
    """X (n, d) with columns of different size that go together, and y (n,) that depends on some."""
    rows, columns = draw(st.integers(*n)), draw(st.integers(*d))
    rng = np.random.default_rng(draw(seeds))
    X = rng.normal(size=(rows, columns)) + 0.5 * rng.normal(size=(rows, 1))
    X *= rng.uniform(0.5, 2, size=columns)
    return X, X @ rng.choice([-2.0, 0.0, 2.0], size=columns) + rng.normal(size=rows)


@st.composite
def classes(draw):
    """X (40, d) standardised and labels −1 and +1 that overlap."""
    rng = np.random.default_rng(draw(seeds))
    X = rng.normal(size=(40, draw(st.integers(1, 4))))
    y = np.where(X[:, 0] + rng.normal(size=40) > 0, 1.0, -1.0)
    y[:2] = -1, 1
    return X, y


def objective(X, y, w, l1, l2):
    return np.mean((X @ w - y) ** 2) + penalty(w, l1, l2)[0]


# Linear models


@quick
@given(regressions(), strengths)
def test_ridge_is_scikit_learns_at_n_times_lambda(data, lam):
    X, y = data
    peer = Ridge(alpha=len(y) * lam, fit_intercept=False).fit(X, y)
    np.testing.assert_allclose(ridge(X, y, lam), peer.coef_, atol=1e-9)


@quick
@given(regressions(), strengths, st.floats(-100, 100))
def test_ridge_on_centred_data_is_ridge_with_a_free_bias(data, lam, shift):
    X, y = data[0], data[1] + shift
    peer = Ridge(alpha=len(y) * lam).fit(X, y)
    np.testing.assert_allclose(
        ridge(X - X.mean(0), y - y.mean(), lam), peer.coef_, atol=1e-8, rtol=1e-6
    )


@quick
@given(regressions(), strengths)
def test_ridge_does_not_depend_on_how_often_the_data_are_repeated(data, lam):
    X, y = data
    np.testing.assert_allclose(
        ridge(np.tile(X, (3, 1)), np.tile(y, 3), lam), ridge(X, y, lam), atol=1e-9
    )


def test_ridge_solves_what_least_squares_cannot():
    X = np.ones((4, 2))
    with pytest.raises(np.linalg.LinAlgError):
        ridge(X, np.ones(4), 0.0)
    np.testing.assert_allclose(ridge(X, np.ones(4), 1.0), [1 / 3, 1 / 3])


@quick
@given(regressions(n=(12, 30), d=(1, 6)), strengths)
def test_lasso_is_scikit_learns_at_half_lambda(data, l1):
    X, y = data
    peer = Lasso(alpha=l1 / 2, fit_intercept=False, tol=1e-12, max_iter=100_000).fit(X, y)
    w = elastic_net(X, y, l1)
    np.testing.assert_allclose(w, peer.coef_, atol=1e-6)


@quick
@given(regressions(), strengths, strengths)
def test_elastic_net_is_scikit_learns_with_alpha_and_ratio_converted(data, l1, l2):
    X, y = data
    alpha = l1 / 2 + l2
    peer = ElasticNet(
        alpha, l1_ratio=l1 / 2 / alpha, fit_intercept=False, tol=1e-12, max_iter=100_000
    ).fit(X, y)
    np.testing.assert_allclose(elastic_net(X, y, l1, l2), peer.coef_, atol=1e-6)


@quick
@given(regressions(), strengths, strengths, seeds)
def test_nothing_near_the_elastic_net_costs_less(data, l1, l2, seed):
    X, y = data
    w = elastic_net(X, y, l1, l2)
    rng = np.random.default_rng(seed)
    for size in (1e-3, 1e-1, 1.0):
        near = w + size * rng.normal(size=w.shape)
        assert objective(X, y, w, l1, l2) < objective(X, y, near, l1, l2)


@quick
@given(regressions(), strengths, strengths)
def test_optimality_conditions_hold_at_the_elastic_net_and_not_beside_it(data, l1, l2):
    X, y = data
    w = elastic_net(X, y, l1, l2, tol=1e-8)
    assert kkt_gap(X, y, w, l1, l2) <= 1e-8
    assert kkt_gap(X, y, w + 0.1, l1, l2) > 1e-3


@quick
@given(regressions(), st.floats(0, 0.3))
def test_the_lasso_keeps_nothing_from_the_largest_slope_on(data, more):
    X, y = data
    l1 = 2 * np.abs(X.T @ y).max() / len(y)
    assert not elastic_net(X, y, l1 * (1.0001 + more)).any()
    assert elastic_net(X, y, l1 * 0.99, 0.1).any()


@quick
@given(regressions(n=(10, 30), d=(1, 5)))
def test_elastic_net_without_a_penalty_on_size_is_ridge(data):
    X, y = data
    np.testing.assert_allclose(elastic_net(X, y, 0.0, 0.3), ridge(X, y, 0.3), atol=1e-6)


def test_elastic_net_leaves_its_inputs_alone_and_takes_columns_of_zeros():
    X, y = np.array([[1.0, 0.0], [1.0, 0.0]]), np.array([2, 4])
    w = elastic_net(X, y, 1.0)
    np.testing.assert_allclose(w, [2.5, 0.0])
    assert y.tolist() == [2, 4] and X[:, 0].tolist() == [1, 1]


def test_elastic_net_says_when_it_has_not_arrived():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(20, 1)) + 1e-3 * rng.normal(size=(20, 5))
    with pytest.raises(RuntimeError, match="within 3 sweeps"):
        elastic_net(X, X @ np.arange(5.0), 1e-6, sweeps=3)


@quick
@given(reals, st.floats(0, 50), reals)
def test_soft_threshold_minimises_its_penalised_parabola(z, t, other):
    def cost(v):
        return 0.5 * (v - z) ** 2 + t * abs(v)

    assert cost(soft_threshold(z, t)) <= cost(other) + 1e-9


def test_soft_threshold_stops_at_zero():
    assert soft_threshold(np.array([-3.0, -0.5, 0.0, 0.5, 3.0]), 1.0).tolist() == [-2, 0, 0, 0, 2]


# Penalties and losses


@quick
@given(st.lists(reals, min_size=1, max_size=6), st.floats(0, 2), st.floats(0, 2))
def test_penalty_is_the_sum_that_it_says(w, l1, l2):
    value, _ = penalty(np.array(w), l1, l2)
    assert value == pytest.approx(sum(l1 * abs(x) + l2 * x * x for x in w))


@quick
@given(seeds, st.floats(0, 2), st.floats(0, 2))
def test_slopes_are_those_of_finite_differences(seed, l1, l2):
    rng = np.random.default_rng(seed)
    z, y = rng.normal(scale=2, size=7), rng.choice([-1.0, 1.0], size=7)
    z = np.where(np.abs(z) < 1e-3, 0.5, z)  # away from the kink of |z| ...
    z = np.where(np.abs(y * z - 1) < 1e-3, 0.5 * z, z)  # ... and from the hinge's
    for f in (
        lambda v: penalty(v, l1, l2),
        lambda v: logistic_loss(v, y),
        lambda v: hinge_loss(v, y),
    ):
        assert check_grad(lambda v, f=f: f(v)[0], lambda v, f=f: f(v)[1], z) < 1e-5


def test_the_logistic_loss_does_not_overflow():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        value, slope = logistic_loss(np.array([1e4, -1e4]), np.array([-1.0, -1.0]))
    assert value == pytest.approx(5e3)
    np.testing.assert_allclose(slope, [0.5, 0.0])


def test_the_hinge_is_free_from_a_margin_of_one_on():
    value, slope = hinge_loss(np.array([1.0, 2.0, -3.0]), np.array([1.0, 1.0, 1.0]))
    assert value == pytest.approx(4 / 3)
    np.testing.assert_allclose(slope, [0, 0, -1 / 3])


@quick
@given(classes(), st.floats(0.01, 1.0))
def test_scikit_learns_logistic_regression_is_flat_under_our_loss(data, l2):
    X, y = data
    peer = LogisticRegression(C=1 / (2 * len(y) * l2), tol=1e-10, max_iter=10_000).fit(X, y)
    slope = logistic_loss(X @ peer.coef_[0] + peer.intercept_, y)[1]
    np.testing.assert_allclose(X.T @ slope + penalty(peer.coef_[0], l2=l2)[1], 0, atol=1e-5)
    assert abs(slope.sum()) < 1e-5  # nobody charges for the bias


@quick
@given(classes(), st.floats(0.01, 1.0), seeds)
def test_nothing_costs_less_than_scikit_learns_svm_under_our_loss(data, l2, seed):
    X, y = data
    peer = SVC(kernel="linear", C=1 / (2 * len(y) * l2), tol=1e-8).fit(X, y)
    w, b = peer.coef_[0], peer.intercept_[0]

    def cost(w, b):
        return hinge_loss(X @ w + b, y)[0] + penalty(w, l2=l2)[0]

    rng = np.random.default_rng(seed)
    for size in (0.01, 0.1, 1.0):
        assert cost(w, b) <= 1e-6 + cost(
            w + size * rng.normal(size=w.shape), b + size * rng.normal()
        )


# Networks


@quick
@given(seeds, st.floats(0, 0.9))
def test_dropout_keeps_the_mean_and_nothing_that_is_dropped(seed, rate):
    rng = np.random.default_rng(seed)
    x, keep = rng.uniform(1, 2, size=(200, 100)), rng.random((200, 100)) >= rate
    y = dropout(x, keep, rate)
    assert not y[~keep].any()
    assert y.mean() == pytest.approx(x.mean(), rel=8 * (rate / (1 - rate) / x.size) ** 0.5 + 1e-3)


@quick
@given(seeds, st.floats(0, 0.9))
def test_dropout_is_its_own_backward_pass(seed, rate):
    rng = np.random.default_rng(seed)
    x, dy, keep = rng.normal(size=5), rng.normal(size=5), rng.random(5) >= rate
    error = check_grad(lambda v: dropout(v, keep, rate) @ dy, lambda v: dropout(dy, keep, rate), x)
    assert error < 1e-5


@quick
@given(st.lists(st.integers(0, 9), min_size=1, max_size=30), st.integers(1, 5))
def test_early_stopping_waits_for_patience_epochs_without_a_new_minimum(losses, patience):
    best, last = early_stop(losses, patience)
    seen = losses[: last + 1]
    assert best == seen.index(min(seen))
    assert last == len(losses) - 1 or last - best == patience
    for epoch in range(last):  # it could not have ended earlier
        head = losses[: epoch + 1]
        assert epoch - head.index(min(head)) < patience


def test_early_stopping_stops_where_keras_stops():
    import keras  # here, because it is slow and nothing else needs it

    model = keras.Sequential()
    rng = np.random.default_rng(0)
    for patience in (1, 2, 5):
        losses = rng.integers(0, 20, size=40).astype(float)
        callback = keras.callbacks.EarlyStopping(patience=patience)
        callback.set_model(model)
        callback.on_train_begin()
        model.stop_training = False
        for epoch, loss in enumerate(losses):
            callback.on_epoch_end(epoch, {"val_loss": loss})
            if model.stop_training:
                break
        assert early_stop(losses, patience) == (callback.best_epoch, epoch)
