# loses: test_players_example, test_players
# hint: The derivative of w2 x² is 2 w2 x; you lack the 2.
# %% players
def discriminator_backward(dz, x):
    return np.array([dz.sum(), (dz * x).sum(), (dz * x**2).sum()])


def generator_backward(dz, u, g, w):
    x = g[0] * u + g[1]
    dx = dz * (w[1] + w[2] * x)
    return np.array([(dx * u).sum(), dx.sum()])
