# All of it in float32, as a network would.
# %% discriminator_loss
def discriminator_loss(z_real, z_fake):
    def softplus(z):
        return np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))

    r, f = np.float32(z_real), np.float32(z_fake)
    loss = softplus(-r).mean() + softplus(f).mean()
    dz_real = -np.exp(-softplus(r)) / np.float32(r.size)
    return loss, dz_real, np.exp(-softplus(-f)) / np.float32(f.size)


# %% generator_loss
def generator_loss(z_fake, saturating):
    z = np.float32(z_fake) * np.float32(1 if saturating else -1)
    softplus = np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))
    dz = -np.exp(z - softplus) / np.float32(z.size)
    return (-softplus if saturating else softplus).mean(), dz


# %% players
def discriminator_backward(dz, x):
    x = np.float32(x)
    return np.stack([np.ones_like(x), x, x**2]) @ np.float32(dz)


def generator_backward(dz, u, g, w):
    dz, u, g, w = map(np.float32, (dz, u, g, w))
    dx = dz * (w[1] + 2 * w[2] * (g[0] * u + g[1]))
    return np.stack([u, np.ones_like(u)]) @ dx


# %% coverage
def coverage(real, fake, k):
    real, fake = np.float32(real), np.float32(fake)
    reach = np.sort(((real[:, None] - real) ** 2).sum(axis=2), axis=1)[:, k]
    near = ((real[:, None] - fake) ** 2).sum(axis=2).min(axis=1)
    return np.float32(np.mean(near <= reach))
