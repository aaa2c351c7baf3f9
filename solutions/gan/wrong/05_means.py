# loses: test_players_example, test_players
# hint: You take means over the examples. dz is divided by their number
#   already: add up.
# %% players
def discriminator_backward(dz, x):
    return np.array([dz.mean(), (dz * x).mean(), (dz * x**2).mean()])


def generator_backward(dz, u, g, w):
    x = g[0] * u + g[1]
    dx = dz * (w[1] + 2 * w[2] * x)
    return np.array([(dx * u).mean(), dx.mean()])
