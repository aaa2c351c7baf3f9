# loses: test_keep_likely_example, test_keep_likely
# hint: Your nucleus looks at the probabilities from before top-k, or comes
#   first. It is the nucleus of what top-k returned, which was divided by its
#   sum.
# %% keep_likely
def keep_likely(p, k, mass):
    order = np.argsort(-p, axis=-1, kind="stable")
    ranked = np.take_along_axis(p, order, axis=-1)

    before = ranked.cumsum(axis=-1) - ranked
    ranked[:, k:] = 0
    ranked[before >= mass] = 0

    kept = np.zeros_like(p)
    np.put_along_axis(kept, order, ranked, axis=-1)
    return kept / kept.sum(axis=-1, keepdims=True)
