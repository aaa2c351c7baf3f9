# loses: test_paired
# hint: n is the number of seeds, the length of the first axis, not the number
#   of all scores.
# %% paired
def paired_difference(a, b):
    d = a - b
    return d.mean(axis=0), d.std(axis=0, ddof=1) / np.sqrt(d.size)
