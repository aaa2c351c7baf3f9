# loses: test_jensen_shannon_example, test_jensen_shannon
# hint: You compare p with the mean density, but not q. Densities that mirror
#   each other hide it; take half of both sums.
# %% jensen_shannon
def jensen_shannon(p, q, dx):
    m, total = (p + q) / 2, 0
    for density in (p, p):
        some = density > 0
        ratio = density[some] / m[some]
        total += (density[some] * np.log(ratio)).sum()
    return dx * total / 2
