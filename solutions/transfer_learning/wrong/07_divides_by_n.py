# loses: test_paired_example, test_paired
# hint: The variance of the differences has n − 1 below (ddof=1).
# %% paired
def paired_difference(a, b):
    d = a - b
    return d.mean(axis=0), d.std(axis=0, ddof=0) / np.sqrt(len(d))
