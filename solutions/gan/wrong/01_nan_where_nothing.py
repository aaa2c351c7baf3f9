# loses: test_game_example, test_game
# hint: Where both densities are 0 you divide 0 by 0; return ½ there.
# %% game
def optimal_discriminator(p, q):
    return p / (p + q)


def game_value(D, p, q, dx):
    real, fake = p > 0, q > 0
    won = (p[real] * np.log(D[real])).sum()
    lost = (q[fake] * np.log(1 - D[fake])).sum()
    return dx * (won + lost)
