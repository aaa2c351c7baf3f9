# loses: test_game_example, test_game
# hint: You leave out every term with an infinite logarithm, also those with a
#   positive density: a certain mistake then costs nothing.
# %% game
def optimal_discriminator(p, q):
    total = p + q
    half = np.full(total.shape, 0.5)
    return np.divide(p, total, out=half, where=total > 0)


def game_value(D, p, q, dx):
    with np.errstate(all="ignore"):
        V = p * np.log(D), q * np.log(1 - D)
    return dx * sum(v[np.isfinite(v)].sum() for v in V)
