# loses: test_game_example, test_game
# hint: np.nan_to_num also makes a large finite number of −∞, which is the
#   right value for a discriminator that is certain and wrong.
# %% game
def optimal_discriminator(p, q):
    total = p + q
    half = np.full(total.shape, 0.5)
    return np.divide(p, total, out=half, where=total > 0)


def game_value(D, p, q, dx):
    with np.errstate(all="ignore"):
        won, lost = p * np.log(D), q * np.log(1 - D)
    V = np.nan_to_num(won) + np.nan_to_num(lost)
    return dx * V.sum()
