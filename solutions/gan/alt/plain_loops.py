# Number by number, without a vectorised operation.
# %% game
def optimal_discriminator(p, q):
    best = []
    for a, b in zip(p, q):
        best.append(a / (a + b) if a + b > 0 else 0.5)
    return np.array(best)


def game_value(D, p, q, dx):
    V = 0.0
    for said, a, b in zip(D, p, q):
        for density, chance in ((a, said), (b, 1 - said)):
            if density > 0 and chance == 0:
                return -np.inf
            if density > 0:
                V += density * np.log(chance) * dx
    return V


# %% jensen_shannon
def jensen_shannon(p, q, dx):
    total = 0.0
    for a, b in zip(p, q):
        for density in (a, b):
            if density > 0:
                total += density * np.log(2 * density / (a + b))
    return total * dx / 2


# %% discriminator_loss
def discriminator_loss(z_real, z_fake):
    loss, slopes = 0.0, []
    for z, sign in ((z_real, -1), (z_fake, 1)):
        slope = np.zeros(z.shape)
        for i in np.ndindex(z.shape):
            s = sign * z[i]
            if s > 0:
                loss += (s + np.log(1 + np.exp(-s))) / z.size
                slope[i] = sign / (1 + np.exp(-s)) / z.size
            else:
                loss += np.log(1 + np.exp(s)) / z.size
                slope[i] = sign * np.exp(s) / (1 + np.exp(s)) / z.size
        slopes.append(slope)
    return loss, *slopes


# %% generator_loss
def generator_loss(z_fake, saturating):
    loss, dz = 0.0, np.zeros(z_fake.shape)
    for i in np.ndindex(z_fake.shape):
        z = z_fake[i] if saturating else -z_fake[i]
        if z > 0:
            softplus, D = z + np.log(1 + np.exp(-z)), 1 / (1 + np.exp(-z))
        else:
            softplus, D = np.log(1 + np.exp(z)), np.exp(z) / (1 + np.exp(z))
        loss += (-softplus if saturating else softplus) / z_fake.size
        dz[i] = -D / z_fake.size
    return loss, dz


# %% players
def discriminator_backward(dz, x):
    dw = [0.0, 0.0, 0.0]
    for d, a in zip(dz, x):
        for power in range(3):
            dw[power] += d * a**power
    return np.array(dw)


def generator_backward(dz, u, g, w):
    dg = [0.0, 0.0]
    for d, noise in zip(dz, u):
        drawn = g[0] * noise + g[1]
        slope = d * (w[1] + 2 * w[2] * drawn)
        dg[0] += slope * noise
        dg[1] += slope
    return np.array(dg)


# %% coverage
def coverage(real, fake, k):
    covered = 0
    for i, x in enumerate(real):
        others = [y for j, y in enumerate(real) if j != i]
        reach = sorted(sum((x - y) ** 2) for y in others)[k - 1]
        covered += any(sum((x - y) ** 2) <= reach for y in fake)
    return covered / len(real)
