# loses: test_soft_threshold_example, test_soft_threshold
# hint: That is the hard threshold: it keeps large values as they are. The soft
#   one moves them towards zero by t.
# %% soft_threshold
def soft_threshold(z, t):
    return np.where(np.abs(z) > t, z, 0)
