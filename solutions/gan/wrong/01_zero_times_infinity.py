# loses: test_game_example, test_game
# hint: 0 times −∞ is not a number. Take the logarithm only where the density
#   in front of it is positive.
# %% game
def optimal_discriminator(p, q):
    total = p + q
    half = np.full(total.shape, 0.5)
    return np.divide(p, total, out=half, where=total > 0)


def game_value(D, p, q, dx):
    return dx * (p * np.log(D) + q * np.log(1 - D)).sum()
