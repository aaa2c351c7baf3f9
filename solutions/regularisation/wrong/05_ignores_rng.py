# loses: test_dropout_mask
# hint: You draw from NumPy's global random numbers instead of the generator
#   `rng`, so that a run cannot be repeated.
# %% dropout_mask
def dropout_mask(shape, rate, rng):
    return np.random.random(shape) >= rate
