# loses: test_players
# hint: You multiply dz itself (*=); whoever calls you still needs it.
# %% players
def discriminator_backward(dz, x):
    return np.array([dz.sum(), (dz * x).sum(), (dz * x**2).sum()])


def generator_backward(dz, u, g, w):
    x = g[0] * u + g[1]
    dz *= w[1] + 2 * w[2] * x
    dx = dz
    return np.array([(dx * u).sum(), dx.sum()])
