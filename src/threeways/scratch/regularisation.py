"""Penalised linear models, dropout and early stopping, as the regularisation chapter derives them.

One convention holds throughout: a data term that is a *mean* over n examples, plus
``l1 * sum(|w|) + l2 * sum(w ** 2)``, which is what ``keras.regularizers.L1L2(l1, l2)`` adds. X has
one example per row, (n, d); a bias is never penalised.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


def ridge(X: Array, y: Array, lam: float) -> Array:
    """Minimise mean((X w − y)²) + lam ‖w‖² in closed form (Hoerl & Kennard 1970).

    Args:
        X: Features, (n, d), without a column of ones: centre X and y, or there is no bias.
        y: Targets, (n,).
        lam: Weight λ of the penalty against the *mean* squared error.

    Returns:
        The weights w, (d,).

    Raises:
        numpy.linalg.LinAlgError: The system is singular: λ is 0 and the columns are dependent.
    """
    n, d = X.shape
    return np.linalg.solve(X.T @ X + n * lam * np.eye(d), X.T @ y)


def soft_threshold(z: Any, t: float) -> Any:
    """Move z towards 0 by t, and stop there: the proximal operator of t |·|.

    Args:
        z: A number, or an array of any shape.
        t: How far, at least 0.

    Returns:
        The minimiser v of ½ (v − z)² + t |v|, of z's shape.
    """
    return np.sign(z) * np.maximum(np.abs(z) - t, 0)


def kkt_gap(X: Array, y: Array, w: Array, l1: float, l2: float = 0.0) -> Any:
    """How far w is from the optimality conditions of the elastic net; 0 at the minimum.

    Where w_j ≠ 0 the slope of the smooth part must be −l1 sign(w_j); where w_j = 0 it must lie
    in [−l1, l1].

    Args:
        X: Features, (n, d).
        y: Targets, (n,).
        w: Weights, (d,).
        l1: Weight of Σ|w|.
        l2: Weight of Σw².

    Returns:
        The largest violation over the d conditions.
    """
    slope = 2 * X.T @ (X @ w - y) / len(y) + 2 * l2 * w
    at_zero = np.maximum(np.abs(slope) - l1, 0)
    elsewhere = np.abs(slope + l1 * np.sign(w))
    return np.where(w == 0, at_zero, elsewhere).max()


def elastic_net(
    X: Array, y: Array, l1: float, l2: float = 0.0, tol: float = 1e-8, sweeps: int = 10_000
) -> Array:
    """Minimise mean((X w − y)²) + l1 Σ|w| + l2 Σw² by coordinate descent; the lasso for l2 = 0.

    Each step minimises over one weight exactly (Friedman, Hastie & Tibshirani 2010, section 2);
    the sweeps end when the optimality conditions hold to ``tol``.

    Args:
        X: Features, (n, d). A column of zeros keeps the weight 0.
        y: Targets, (n,).
        l1: Weight of Σ|w|, at least 0.
        l2: Weight of Σw², at least 0.
        tol: Largest violation of the optimality conditions, see :func:`kkt_gap`.
        sweeps: Passes over all weights before giving up.

    Returns:
        The weights w, (d,), with exact zeros.

    Raises:
        RuntimeError: The conditions do not hold to ``tol`` after all sweeps.
    """
    w, residual = np.zeros(X.shape[1]), np.array(y, float)
    size = (X**2).mean(0)
    for _ in range(sweeps):
        for j in np.flatnonzero(size):
            old = w[j]
            fit = X[:, j] @ residual / len(y) + size[j] * old
            w[j] = soft_threshold(fit, l1 / 2) / (size[j] + l2)
            residual -= (w[j] - old) * X[:, j]
        if kkt_gap(X, y, w, l1, l2) <= tol:
            return w
    raise RuntimeError(f"no minimum within {sweeps} sweeps")


def penalty(w: Array, l1: float = 0.0, l2: float = 0.0) -> tuple[float, Array]:
    """The penalty l1 Σ|w| + l2 Σw² and its gradient, with slope 0 for |w| at w = 0.

    Args:
        w: Weights of any shape.
        l1: Weight of Σ|w|.
        l2: Weight of Σw².

    Returns:
        The value, and the gradient, of w's shape.
    """
    value = l1 * np.abs(w).sum() + l2 * (w**2).sum()
    return value, l1 * np.sign(w) + 2 * l2 * w


def logistic_loss(z: Array, y: Array) -> tuple[float, Array]:
    """Mean of log(1 + exp(−y z)) and its gradient.

    Args:
        z: Scores, (n,), any real numbers; large ones do not overflow.
        y: Labels, (n,), −1 or +1.

    Returns:
        The loss in nats per example, and its gradient in z, (n,).
    """
    m = y * z
    slope = -y * np.exp(-np.logaddexp(0, m))
    return np.logaddexp(0, -m).mean(), slope / len(y)


def hinge_loss(z: Array, y: Array) -> tuple[float, Array]:
    """Mean of max(0, 1 − y z) and a subgradient: 0 where y z = 1.

    Args:
        z: Scores, (n,).
        y: Labels, (n,), −1 or +1.

    Returns:
        The loss per example, and its subgradient in z, (n,).
    """
    m = y * z
    return np.maximum(0, 1 - m).mean(), -y * (m < 1) / len(y)


def dropout(x: Array, keep: Array, rate: float) -> Array:
    """Inverted dropout with a given mask (Srivastava et al. 2014, section 10).

    Its backward pass is the same map: ``dropout(dy, keep, rate)`` for the gradient dy.

    Args:
        x: Activations of any shape.
        keep: Mask of x's shape: 1 or True where the activation stays, with probability 1 − rate.
        rate: Share that is dropped, in [0, 1).

    Returns:
        The kept activations divided by 1 − rate, zeros elsewhere.
    """
    return x * keep / (1 - rate)


def early_stop(losses: Sequence[float], patience: int) -> tuple[int, int]:
    """When training ends, and whose weights are kept (Prechelt 1998; Keras' rule).

    Args:
        losses: Validation loss after each epoch, at least one.
        patience: Epochs without a new minimum after which training ends, at least 1.

    Returns:
        The best epoch and the last epoch trained, both counted from 0.
    """
    best = 0
    for epoch, loss in enumerate(losses):
        if loss < losses[best]:
            best = epoch
        if epoch - best >= patience:
            break
    return best, epoch
