# loses: test_paired_example, test_paired
# hint: You return the standard deviation of the differences; the standard
#   error of their mean is smaller by √n.
# %% paired
def paired_difference(a, b):
    d = a - b
    return d.mean(axis=0), d.std(axis=0, ddof=1)
