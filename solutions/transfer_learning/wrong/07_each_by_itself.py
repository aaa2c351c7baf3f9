# loses: test_paired_example, test_paired
# hint: You add up the variances of the two methods. They share their seeds:
#   take the differences first, and then how much those vary.
# %% paired
def paired_difference(a, b):
    d = a - b
    return d.mean(axis=0), np.sqrt(
        (a.var(axis=0, ddof=1) + b.var(axis=0, ddof=1)) / len(d)
    )
