# loses: test_jensen_shannon_example, test_jensen_shannon
# hint: You return the square root, the Jensen–Shannon distance; asked for is
#   the divergence itself.
# %% jensen_shannon
def jensen_shannon(p, q, dx):
    m, total = (p + q) / 2, 0
    for density in (p, q):
        some = density > 0
        ratio = density[some] / m[some]
        total += (density[some] * np.log(ratio)).sum()
    return np.sqrt(max(dx * total / 2, 0))
