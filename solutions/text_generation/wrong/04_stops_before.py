# loses: test_keep_likely_example, test_keep_likely
# hint: You keep characters only while their sum stays within the mass. The one
#   at which it reaches or passes the mass is kept, too.
# %% keep_likely
def keep_likely(p, k, mass):
    order = np.argsort(-p, axis=-1, kind="stable")
    ranked = np.take_along_axis(p, order, axis=-1)

    ranked[:, k:] = 0
    ranked /= ranked.sum(axis=-1, keepdims=True)

    ranked[:, 1:][ranked.cumsum(axis=-1)[:, 1:] > mass] = 0

    kept = np.zeros_like(p)
    np.put_along_axis(kept, order, ranked, axis=-1)
    return kept / kept.sum(axis=-1, keepdims=True)
