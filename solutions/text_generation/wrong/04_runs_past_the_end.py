# loses: test_keep_likely_example, test_keep_likely
# hint: You add up until the sum reaches the mass. Where rounding keeps it
#   below 1 it never reaches mass = 1; stop when all characters are kept.
# %% keep_likely
def keep_likely(p, k, mass):
    kept = np.zeros(p.shape)
    for row, out in zip(p, kept):
        order = np.argsort(-row, kind="stable")[:k]
        top, n = row[order] / row[order].sum(), 0
        total = 0.0
        while total < mass:
            total += top[n]
            n += 1
        out[order[:n]] = row[order[:n]] / row[order[:n]].sum()
    return kept
