# loses: test_game_example, test_game
# hint: The drawings' term has the logarithm of 1 − D; you take log D in both.
# %% game
def optimal_discriminator(p, q):
    total = p + q
    half = np.full(total.shape, 0.5)
    return np.divide(p, total, out=half, where=total > 0)


def game_value(D, p, q, dx):
    real, fake = p > 0, q > 0
    with np.errstate(divide="ignore"):
        won = (p[real] * np.log(D[real])).sum()
        lost = (q[fake] * np.log(D[fake])).sum()
    return dx * (won + lost)
