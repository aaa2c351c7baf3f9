# loses: test_keep_likely_example, test_keep_likely
# hint: You sort all rows as the first one; each has its own order.
# %% keep_likely
def keep_likely(p, k, mass):
    order = np.argsort(-p[0], kind="stable")
    ranked = p[:, order]
    ranked[:, k:] = 0
    ranked /= ranked.sum(axis=-1, keepdims=True)

    ranked[ranked.cumsum(axis=-1) - ranked >= mass] = 0

    kept = np.zeros_like(p)
    kept[:, order] = ranked
    return kept / kept.sum(axis=-1, keepdims=True)
