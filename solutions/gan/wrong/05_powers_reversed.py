# loses: test_players_example, test_players
# hint: You return the gradients of w in the wrong order: w0 belongs to 1, w1
#   to x, w2 to x².
# %% players
def discriminator_backward(dz, x):
    return np.array([(dz * x**2).sum(), (dz * x).sum(), dz.sum()])


def generator_backward(dz, u, g, w):
    x = g[0] * u + g[1]
    dx = dz * (w[1] + 2 * w[2] * x)
    return np.array([(dx * u).sum(), dx.sum()])
