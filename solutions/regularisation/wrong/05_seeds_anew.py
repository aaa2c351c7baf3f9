# loses: test_dropout_mask
# hint: You make a new generator with a fixed seed at every call: each training
#   step then drops the same units. Use the one you are given.
# %% dropout_mask
def dropout_mask(shape, rate, rng):
    return np.random.default_rng(0).random(shape) >= rate
