# loses: test_players_example, test_players
# hint: The gradient for w2 has x² before dz; you have 2x, which is the
#   derivative with respect to x.
# %% players
def discriminator_backward(dz, x):
    return np.array([dz.sum(), (dz * x).sum(), (dz * 2 * x).sum()])


def generator_backward(dz, u, g, w):
    x = g[0] * u + g[1]
    dx = dz * (w[1] + 2 * w[2] * x)
    return np.array([(dx * u).sum(), dx.sum()])
