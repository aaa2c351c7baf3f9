# loses: test_game_example, test_game
# hint: You do not use the D that you were given: game_value is for any
#   discriminator, not only for the best.
# %% game
def optimal_discriminator(p, q):
    total = p + q
    half = np.full(total.shape, 0.5)
    return np.divide(p, total, out=half, where=total > 0)


def game_value(D, p, q, dx):
    D = optimal_discriminator(p, q)
    real, fake = p > 0, q > 0
    with np.errstate(divide="ignore"):
        won = (p[real] * np.log(D[real])).sum()
        lost = (q[fake] * np.log(1 - D[fake])).sum()
    return dx * (won + lost)
