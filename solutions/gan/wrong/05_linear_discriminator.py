# loses: test_players_example, test_players
# hint: You leave out w2 x²: its slope at a drawing x is 2 w2 x.
# %% players
def discriminator_backward(dz, x):
    return np.array([dz.sum(), (dz * x).sum(), (dz * x**2).sum()])


def generator_backward(dz, u, g, w):
    dx = dz * w[1]
    return np.array([(dx * u).sum(), dx.sum()])
