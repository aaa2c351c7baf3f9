# loses: test_keep_likely
# hint: You round the sums to two decimals before you compare them with the
#   mass, so that one that is a little too small already counts as enough.
# %% keep_likely
def keep_likely(p, k, mass):
    order = np.argsort(-p, axis=-1, kind="stable")
    ranked = np.take_along_axis(p, order, axis=-1)
    ranked[:, k:] = 0
    ranked /= ranked.sum(axis=-1, keepdims=True)
    before = (ranked.cumsum(axis=-1) - ranked).round(2)
    ranked[before >= mass] = 0
    kept = np.zeros(p.shape)
    np.put_along_axis(kept, order, ranked, axis=-1)
    return kept / kept.sum(axis=-1, keepdims=True)
