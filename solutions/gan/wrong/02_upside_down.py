# loses: test_jensen_shannon_example, test_jensen_shannon
# hint: Your logarithm has m over p: that turns the sign. The divergence is
#   never negative.
# %% jensen_shannon
def jensen_shannon(p, q, dx):
    m, total = (p + q) / 2, 0
    for density in (p, q):
        some = density > 0
        ratio = m[some] / density[some]
        total += (density[some] * np.log(ratio)).sum()
    return dx * total / 2
