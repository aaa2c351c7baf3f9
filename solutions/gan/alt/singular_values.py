# The Fréchet distance without a covariance: the roots of the eigenvalues of
# the product are the singular values of the centred features' product.
# %% jensen_shannon
def jensen_shannon(p, q, dx):
    def entropy(density):
        some = density[density > 0]
        return -dx * np.sum(some * np.log(some))

    return entropy((p + q) / 2) - (entropy(p) + entropy(q)) / 2


# %% players
def discriminator_backward(dz, x):
    return np.array([dz @ np.ones(len(x)), dz @ x, dz @ (x * x)])


def generator_backward(dz, u, g, w):
    # z is a parabola of the noise: differentiate its coefficients
    shift = dz @ (w[1] + 2 * w[2] * (g[0] * u + g[1]))
    linear, square = w[1] + 2 * w[2] * g[1], 2 * w[2] * g[0]
    return np.array([linear * (dz @ u) + square * (dz @ u**2), shift])


# %% frechet
def frechet(a, b):
    mean_a, mean_b = a.mean(axis=0), b.mean(axis=0)
    one = (a - mean_a) / np.sqrt(len(a) - 1)
    two = (b - mean_b) / np.sqrt(len(b) - 1)
    overlap = np.linalg.svd(one @ two.T, compute_uv=False).sum()
    spread = (one**2).sum() + (two**2).sum()
    return ((mean_a - mean_b) ** 2).sum() + spread - 2 * overlap
