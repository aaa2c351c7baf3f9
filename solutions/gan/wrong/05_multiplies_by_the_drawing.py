# loses: test_players_example, test_players
# hint: The gradient for g0 is that of the drawings times the noise u; you
#   multiply by the drawings x.
# %% players
def discriminator_backward(dz, x):
    return np.array([dz.sum(), (dz * x).sum(), (dz * x**2).sum()])


def generator_backward(dz, u, g, w):
    x = g[0] * u + g[1]
    dx = dz * (w[1] + 2 * w[2] * x)
    return np.array([(dx * x).sum(), dx.sum()])
