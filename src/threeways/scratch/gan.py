"""Losses of generative adversarial networks, and measures of what they draw.

A discriminator returns logits z = log(D / (1 − D)), not probabilities: log D = −softplus(−z) and
log(1 − D) = −softplus(z) then hold without overflow. Losses are means over a batch, in nats.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

Array = NDArray[Any]


def softplus(z: Array) -> Array:
    """log(1 + exp(z)), for any z without overflow.

    Args:
        z: Numbers, any shape.

    Returns:
        An array of z's shape; its slope is the sigmoid of z.
    """
    return np.logaddexp(0, z)


def sigmoid(z: Array) -> Array:
    """1 / (1 + exp(−z)), for any z without overflow.

    Args:
        z: Numbers, any shape.

    Returns:
        An array of z's shape, between 0 and 1.
    """
    return np.exp(-np.logaddexp(0, -z))


def discriminator_loss(z_real: Array, z_fake: Array) -> tuple[Any, tuple[Array, Array]]:
    """What the discriminator minimises, −mean log D(x) − mean log(1 − D(G(u))), and its gradient.

    Goodfellow et al. (2014), equation 1, with the sign turned.

    Args:
        z_real: Logits of real examples, any shape.
        z_fake: Logits of generated examples, any shape.

    Returns:
        The loss, a number, and its gradients with respect to both arguments, in their shapes.
    """
    value = softplus(-z_real).mean() + softplus(z_fake).mean()
    return value, (-sigmoid(-z_real) / z_real.size, sigmoid(z_fake) / z_fake.size)


def generator_loss(z_fake: Array, saturating: bool = False) -> tuple[Any, Array]:
    """What the generator minimises, and its gradient with respect to the logits.

    Saturating: mean log(1 − D), the generator's part of the value. Not saturating: −mean log D,
    which has the same sign of the slope, and is steep where D is sure (Goodfellow et al. 2014,
    section 3).

    Args:
        z_fake: Logits of generated examples, any shape.
        saturating: Which of the two.

    Returns:
        The loss, a number, and its gradient, in z_fake's shape.
    """
    if saturating:
        return -softplus(z_fake).mean(), -sigmoid(z_fake) / z_fake.size
    return softplus(-z_fake).mean(), -sigmoid(-z_fake) / z_fake.size


def optimal_discriminator(p: Array, q: Array) -> Any:
    """The best answer to fixed densities, p / (p + q) (Goodfellow et al. 2014, proposition 1).

    Args:
        p: Density of the data at some points, any shape.
        q: Density of the generator at the same points; not zero where p is.

    Returns:
        The probability that an example at each point is real.
    """
    return p / (p + q)


def game_value(D: Array, p: Array, q: Array, dx: float) -> Any:
    """The value V(D, G) of the game on a grid, in nats; the generator is its density q.

    Args:
        D: What the discriminator says at the points of a grid, strictly between 0 and 1, (n,).
        p: Density of the data there, (n,).
        q: Density of the generator there, (n,).
        dx: Distance of two points.

    Returns:
        The sum over the grid of (p log D + q log(1 − D)) dx.
    """
    return dx * (p * np.log(D) + q * np.log1p(-D)).sum()


def jensen_shannon(p: Array, q: Array, dx: float) -> Any:
    """Jensen–Shannon divergence of two densities on a grid (Lin 1991), between 0 and log 2 nats.

    Args:
        p: One density at the points of a grid, (n,), nowhere zero.
        q: The other one, (n,), nowhere zero.
        dx: Distance of two points.

    Returns:
        The mean of the Kullback–Leibler divergences of p and of q from (p + q) / 2.
    """
    m = (p + q) / 2
    return dx * (p * np.log(p / m) + q * np.log(q / m)).sum() / 2


def frechet(mean_a: Array, cov_a: Array, mean_b: Array, cov_b: Array) -> Any:
    """Squared Fréchet (2-Wasserstein) distance of two Gaussians (Dowson & Landau 1982).

    The trace of the square root of cov_a cov_b is that of a symmetric matrix, so that no complex
    number appears.

    Args:
        mean_a: Mean of one, (d,).
        cov_a: Covariance of one, (d, d), positive semi-definite.
        mean_b: Mean of the other, (d,).
        cov_b: Covariance of the other, (d, d).

    Returns:
        |mean_a − mean_b|² + tr(cov_a + cov_b − 2 (cov_a cov_b)^½), in squared units of the
        features; 0 for equal ones.
    """
    size, axes = np.linalg.eigh(cov_a)
    root = axes * np.sqrt(np.maximum(size, 0)) @ axes.T  # (d, d)
    both = np.linalg.eigvalsh(root @ cov_b @ root)
    overlap = np.sqrt(np.maximum(both, 0)).sum()
    shift = ((mean_a - mean_b) ** 2).sum()
    return shift + np.trace(cov_a) + np.trace(cov_b) - 2 * overlap


def coverage(real: Array, fake: Array, k: int = 5) -> Any:
    """Share of real examples with a generated one nearby (Naeem et al. 2020).

    Nearby means: no further than the k-th nearest other real example.

    Args:
        real: Features of real examples, (n, d), with n > k.
        fake: Features of generated examples, (m, d).
        k: How many real neighbours the ball around a real example reaches.

    Returns:
        A number between 0 and 1.
    """
    radius = cKDTree(real).query(real, k + 1)[0][:, -1]  # itself is the first
    return (cKDTree(fake).query(real)[0] <= radius).mean()


def psnr(image: Array, target: Array, maximum: float = 1.0) -> Any:
    """Peak signal-to-noise ratio of each image in decibels: more is nearer.

    Args:
        image: Images, (n, ...).
        target: What they should be, (n, ...), nowhere equal to ``image`` throughout.
        maximum: The largest value a pixel can have.

    Returns:
        10 log10(maximum² / mean squared error), (n,).
    """
    error = ((image - target) ** 2).reshape(len(image), -1).mean(1)
    return 10 * np.log10(maximum**2 / error)


def upsample_nearest_backward(dy: Array, factor: int) -> Any:
    """Gradient of :func:`threeways.scratch.segmentation.upsample_nearest`: each pixel's copies.

    Args:
        dy: Gradient with respect to the output (B, factor H, factor W, C).
        factor: How many times each pixel stands in a row, and in a column.

    Returns:
        Gradient with respect to the input, (B, H, W, C): a sum over factor² copies.
    """
    B, H, W, C = dy.shape
    shape = B, H // factor, factor, W // factor, factor, C
    return dy.reshape(shape).sum((2, 4))


def cubic(x: Array, a: float = -0.5) -> Array:
    """The kernel of cubic convolution (Keys 1981), at distances x.

    Args:
        x: Distances in pixels, any shape.
        a: Slope at distance 1. With -0.5 quadratics are kept; some libraries take -0.75.

    Returns:
        Weights, in x's shape: 1 at 0, 0 at the other integers and beyond 2.
    """
    x = np.abs(x)
    near = ((a + 2) * x - (a + 3)) * x**2 + 1
    far = a * (((x - 5) * x + 8) * x - 4)
    return np.where(x < 1, near, np.where(x < 2, far, 0))


def bicubic(x: Array) -> Any:
    """Square images at twice the resolution, by cubic convolution in both directions.

    Pixels are areas: the centre of new pixel i lies at (i + ½) / 2 − ½ old ones. At the rim the
    weights of the neighbours that are there are scaled to add up to one.

    Args:
        x: Images (B, H, H, C).

    Returns:
        Images (B, 2H, 2H, C), which may leave the range of x a little.
    """
    H = x.shape[1]
    centres = (np.arange(2 * H) + 0.5) / 2 - 0.5
    M = cubic(centres[:, None] - np.arange(H))
    M /= M.sum(1, keepdims=True)
    return np.einsum("ih,bhwc,jw->bijc", M, x, M)
