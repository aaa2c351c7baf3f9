# loses: test_paired_example, test_paired
# hint: You divide by n; the standard error shrinks with the root of n.
# %% paired
def paired_difference(a, b):
    d = a - b
    return d.mean(axis=0), d.std(axis=0, ddof=1) / len(d)
