# loses: test_game_example, test_game
# hint: You divide p by q; divide by the sum of both, so that D is a
#   probability.
# %% game
def optimal_discriminator(p, q):
    half = np.full(p.shape, 0.5)
    return np.divide(p, q, out=half, where=q > 0)


def game_value(D, p, q, dx):
    real, fake = p > 0, q > 0
    won = (p[real] * np.log(D[real])).sum()
    lost = (q[fake] * np.log(1 - D[fake])).sum()
    return dx * (won + lost)
