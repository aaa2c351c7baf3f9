# loses: test_players_example, test_players
# hint: You multiply by the logit itself; the chain rule asks for its slope at
#   the drawing.
# %% players
def discriminator_backward(dz, x):
    return np.array([dz.sum(), (dz * x).sum(), (dz * x**2).sum()])


def generator_backward(dz, u, g, w):
    x = g[0] * u + g[1]
    dx = dz * (w[0] + w[1] * x + w[2] * x**2)
    return np.array([(dx * u).sum(), dx.sum()])
