# loses: test_players_example, test_players
# hint: You take the parabola's slope at the noise u; take it at the drawings
#   x = g0 u + g1.
# %% players
def discriminator_backward(dz, x):
    return np.array([dz.sum(), (dz * x).sum(), (dz * x**2).sum()])


def generator_backward(dz, u, g, w):
    dx = dz * (w[1] + 2 * w[2] * u)
    return np.array([(dx * u).sum(), dx.sum()])
