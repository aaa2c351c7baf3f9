# loses: test_jensen_shannon_example, test_jensen_shannon
# hint: Your sum lacks the step dx, so that it depends on how fine the grid
#   is.
# %% jensen_shannon
def jensen_shannon(p, q, dx):
    m, total = (p + q) / 2, 0
    for density in (p, q):
        some = density > 0
        ratio = density[some] / m[some]
        total += (density[some] * np.log(ratio)).sum()
    return total / 2
