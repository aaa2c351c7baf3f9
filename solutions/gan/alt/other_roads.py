# Identities instead of definitions: JS from the value, D from the ratio of
# densities, losses by logaddexp, matrix products for sums, eigenvalues of the
# product itself, partial sorting.
# %% game
def optimal_discriminator(p, q):
    with np.errstate(divide="ignore", invalid="ignore"):
        best = 1 / (1 + q / p)
    return np.where(np.isnan(best), 0.5, best)


def game_value(D, p, q, dx):
    with np.errstate(divide="ignore"):
        logs = np.log(np.where(p > 0, D, 1)), np.log1p(-np.where(q > 0, D, 0))
    return (np.where(p > 0, p, 0) @ logs[0] + q @ logs[1]) * dx


# %% jensen_shannon
def jensen_shannon(p, q, dx):
    both = p + q
    D = np.divide(p, both, out=np.full(p.shape, 0.5), where=both > 0)
    V = p @ np.log(np.where(p > 0, D, 1)) + q @ np.log(
        np.where(q > 0, 1 - D, 1)
    )
    return (V * dx + np.log(4)) / 2


# %% discriminator_loss
def discriminator_loss(z_real, z_fake):
    D_real = (1 + np.tanh(z_real / 2)) / 2
    D_fake = (1 + np.tanh(z_fake / 2)) / 2
    loss = np.mean(np.logaddexp(0, -z_real)) + np.mean(np.logaddexp(0, z_fake))
    return loss, (D_real - 1) / D_real.size, D_fake / D_fake.size


# %% generator_loss
def generator_loss(z_fake, saturating):
    D = (1 + np.tanh(z_fake / 2)) / 2
    log_D = -np.logaddexp(0, -z_fake)
    if saturating:  # log(1 − D) = log D − z
        return np.mean(log_D - z_fake), -D / D.size
    return -np.mean(log_D), (D - 1) / D.size


# %% players
def discriminator_backward(dz, x):
    return np.vander(x, 3, increasing=True).T @ dz


def generator_backward(dz, u, g, w):
    x = np.polyval(g, u)
    dx = dz * np.polyval(np.polyder(w[::-1]), x)
    return np.stack([u, np.ones_like(u)]) @ dx


# %% frechet
def frechet(a, b):
    A = np.atleast_2d(np.cov(a, rowvar=False))
    B = np.atleast_2d(np.cov(b.T))
    values = np.real(np.linalg.eigvals(A @ B))
    overlap = np.sqrt(np.where(values > 0, values, 0)).sum()
    shift = np.linalg.norm(a.mean(0) - b.mean(0))
    return shift**2 + np.trace(A + B) - 2 * overlap


# %% coverage
def coverage(real, fake, k):
    own = ((real[:, None] - real) ** 2).sum(-1)
    np.fill_diagonal(own, np.inf)
    reach = np.partition(own, k - 1, axis=1)[:, k - 1]
    far = ((real[:, None] - fake) ** 2).sum(-1)
    return (far <= reach[:, None]).any(axis=1).sum() / len(real)
