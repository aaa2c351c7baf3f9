# loses: test_players_example, test_players
# hint: Your drawings are g0 u; add the shift g1 before you take the
#   parabola's slope there.
# %% players
def discriminator_backward(dz, x):
    return np.array([dz.sum(), (dz * x).sum(), (dz * x**2).sum()])


def generator_backward(dz, u, g, w):
    x = g[0] * u
    dx = dz * (w[1] + 2 * w[2] * x)
    return np.array([(dx * u).sum(), dx.sum()])
