# loses: test_paired
# hint: You take the size of the differences. Their signs matter: a method that
#   is now better, now worse has no lead.
# %% paired
def paired_difference(a, b):
    d = np.abs(a - b)
    return d.mean(axis=0), d.std(axis=0, ddof=1) / np.sqrt(len(d))
