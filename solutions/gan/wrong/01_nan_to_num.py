# loses: test_game
# hint: np.nan_to_num also makes a large finite number of −∞, which is the
#   right value for a discriminator that is certain and wrong.
# %% game
def optimal_discriminator(p, q):
    total = p + q
    half = np.full(total.shape, 0.5)
    return np.divide(p, total, out=half, where=total > 0)


def game_value(D, p, q, dx):
    V = np.nan_to_num(p * np.log(D)) + np.nan_to_num(q * np.log(1 - D))
    return dx * V.sum()
