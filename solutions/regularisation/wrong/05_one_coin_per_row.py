# loses: test_dropout_mask_example, test_dropout_mask
# hint: You toss one coin per row and use it for all its entries; every entry
#   of every example has a coin of its own.
# %% dropout_mask
def dropout_mask(shape, rate, rng):
    coins = rng.random((shape[0],) + (1,) * (len(shape) - 1))
    return np.broadcast_to(coins >= rate, shape)
