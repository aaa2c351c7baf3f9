# loses: test_soft_threshold_example, test_soft_threshold
# hint: The sign of z is lost: −3 must become −2, not 2 or 0.
# %% soft_threshold
def soft_threshold(z, t):
    return np.maximum(np.abs(z) - t, 0)
