# loses: test_dropout_mask_example, test_dropout_mask
# hint: All examples of the batch get the same mask: draw an array of the whole
#   shape, not of one row of it.
# %% dropout_mask
def dropout_mask(shape, rate, rng):
    return np.broadcast_to(rng.random(shape[1:]) >= rate, shape)
