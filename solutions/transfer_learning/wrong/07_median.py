# loses: test_paired
# hint: You take the median of the differences; asked for is their mean.
# %% paired
def paired_difference(a, b):
    d = a - b
    return np.median(d, axis=0), d.std(axis=0, ddof=1) / np.sqrt(len(d))
