# loses: test_paired
# hint: You average over the settings, too; each column has a mean and an error
#   of its own.
# %% paired
def paired_difference(a, b):
    d = a - b
    return d.mean(), d.std(ddof=1) / np.sqrt(d.size)
