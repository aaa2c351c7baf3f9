# loses: test_players_example, test_players
# hint: You return the gradients of g in the wrong order: first the stretch
#   g0, then the shift g1.
# %% players
def discriminator_backward(dz, x):
    return np.array([dz.sum(), (dz * x).sum(), (dz * x**2).sum()])


def generator_backward(dz, u, g, w):
    x = g[0] * u + g[1]
    dx = dz * (w[1] + 2 * w[2] * x)
    return np.array([dx.sum(), (dx * u).sum()])
