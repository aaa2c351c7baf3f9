# loses: test_game_example, test_game
# hint: A small number inside the logarithm keeps it finite; but a
#   discriminator that is certain and wrong has lost: the value is −∞ then.
# %% game
def optimal_discriminator(p, q):
    total = p + q
    half = np.full(total.shape, 0.5)
    return np.divide(p, total, out=half, where=total > 0)


def game_value(D, p, q, dx):
    tiny = 1e-12
    V = p * np.log(D + tiny) + q * np.log(1 - D + tiny)
    return dx * V.sum()
