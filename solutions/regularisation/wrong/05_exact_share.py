# loses: test_dropout_mask
# hint: You drop a fixed number of entries. The coins are independent: how many
#   are kept is random.
# %% dropout_mask
def dropout_mask(shape, rate, rng):
    size = int(np.prod(shape))
    mask = np.arange(size) >= round(rate * size)
    return rng.permutation(mask).reshape(shape)
