# loses: test_jensen_shannon
# hint: One of the two halves in the example is its step: multiply by dx,
#   which may be any number.
# %% jensen_shannon
def jensen_shannon(p, q, dx):
    """Jensen–Shannon divergence (nats) of densities (n,) on a grid."""
    m, total = (p + q) / 2, 0
    for density in (p, q):
        some = density > 0
        total += (density[some] * np.log(density[some] / m[some])).sum()
    return total * 0.5 * 0.5
