# loses: test_paired_example, test_paired
# hint: The n − 1 belongs into the variance, where you have it; then divide by
#   √n.
# %% paired
def paired_difference(a, b):
    d = a - b
    return d.mean(axis=0), d.std(axis=0, ddof=1) / np.sqrt(len(d) - 1)
