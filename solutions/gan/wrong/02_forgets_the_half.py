# loses: test_jensen_shannon_example, test_jensen_shannon
# hint: You add the two divergences from the mean density; take half of each,
#   so that the largest value is log 2.
# %% jensen_shannon
def jensen_shannon(p, q, dx):
    m, total = (p + q) / 2, 0
    for density in (p, q):
        some = density > 0
        ratio = density[some] / m[some]
        total += (density[some] * np.log(ratio)).sum()
    return dx * total
