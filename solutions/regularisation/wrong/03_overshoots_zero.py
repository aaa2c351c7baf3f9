# loses: test_soft_threshold_example, test_soft_threshold
# hint: You move every value by t, also those nearer to zero than t: they jump
#   to the other side. They stop at zero.
# %% soft_threshold
def soft_threshold(z, t):
    return z - t * np.sign(z)
