# loses: test_jensen_shannon_example, test_jensen_shannon
# hint: 0 · log 0 is nan on a computer; leave out the points where the density
#   in front of the logarithm is 0.
# %% jensen_shannon
def jensen_shannon(p, q, dx):
    m = (p + q) / 2
    return dx * (p * np.log(p / m) + q * np.log(q / m)).sum() / 2
