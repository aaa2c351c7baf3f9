# loses: test_jensen_shannon_example, test_jensen_shannon
# hint: m is the mean of the densities, (p + q) / 2; you compare with their
#   sum.
# %% jensen_shannon
def jensen_shannon(p, q, dx):
    m, total = p + q, 0
    for density in (p, q):
        some = density > 0
        ratio = density[some] / m[some]
        total += (density[some] * np.log(ratio)).sum()
    return dx * total / 2
