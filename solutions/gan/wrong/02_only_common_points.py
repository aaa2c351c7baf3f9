# loses: test_jensen_shannon_example, test_jensen_shannon
# hint: You leave out the points where either density is 0. A point at which
#   only one of them is positive counts most of all.
# %% jensen_shannon
def jensen_shannon(p, q, dx):
    m, total = (p + q) / 2, 0
    for density in (p, q):
        some = (p > 0) & (q > 0)
        ratio = density[some] / m[some]
        total += (density[some] * np.log(ratio)).sum()
    return dx * total / 2
