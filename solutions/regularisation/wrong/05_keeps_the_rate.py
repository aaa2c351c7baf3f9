# loses: test_dropout_mask_example, test_dropout_mask
# hint: `rate` is the share that is dropped; you keep that share.
# %% dropout_mask
def dropout_mask(shape, rate, rng):
    return rng.random(shape) < rate
