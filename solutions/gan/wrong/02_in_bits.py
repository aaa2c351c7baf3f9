# loses: test_jensen_shannon_example, test_jensen_shannon
# hint: You take logarithms to base 2; the divergence is asked for in nats.
# %% jensen_shannon
def jensen_shannon(p, q, dx):
    m, total = (p + q) / 2, 0
    for density in (p, q):
        some = density > 0
        ratio = density[some] / m[some]
        total += (density[some] * np.log2(ratio)).sum()
    return dx * total / 2
