# loses: test_players_example, test_players
# hint: You hand dz on to the generator as it is. Between logit and drawing
#   lies the discriminator: multiply by its slope w1 + 2 w2 x.
# %% players
def discriminator_backward(dz, x):
    return np.array([dz.sum(), (dz * x).sum(), (dz * x**2).sum()])


def generator_backward(dz, u, g, w):
    dx = dz
    return np.array([(dx * u).sum(), dx.sum()])
