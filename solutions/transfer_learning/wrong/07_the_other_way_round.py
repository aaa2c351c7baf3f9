# loses: test_paired_example, test_paired
# hint: You subtract a from b; asked for is how much better a is.
# %% paired
def paired_difference(a, b):
    d = b - a
    return d.mean(axis=0), d.std(axis=0, ddof=1) / np.sqrt(len(d))
