# loses: test_paired
# hint: You average over the last axis; the seeds are the first.
# %% paired
def paired_difference(a, b):
    d = a - b
    return d.mean(axis=-1), d.std(axis=-1, ddof=1) / np.sqrt(d.shape[-1])
