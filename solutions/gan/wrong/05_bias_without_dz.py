# loses: test_players_example, test_players
# hint: The gradient for w0 is the sum of dz; you count the examples.
# %% players
def discriminator_backward(dz, x):
    return np.array([float(len(dz)), (dz * x).sum(), (dz * x**2).sum()])


def generator_backward(dz, u, g, w):
    x = g[0] * u + g[1]
    dx = dz * (w[1] + 2 * w[2] * x)
    return np.array([(dx * u).sum(), dx.sum()])
