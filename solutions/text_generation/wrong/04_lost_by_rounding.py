# loses: test_keep_likely_example, test_keep_likely
# hint: For mass = 1 you look for a sum of 1 or more. Rounding may let the sums
#   end at 0.9999999999999999; then argmax finds nothing and answers 0, and all
#   but one character are lost.
# %% keep_likely
def keep_likely(p, k, mass):
    order = np.argsort(-p, axis=-1, kind="stable")
    ranked = np.take_along_axis(p, order, axis=-1)

    ranked[:, k:] = 0
    ranked /= ranked.sum(axis=-1, keepdims=True)

    reached = (ranked.cumsum(axis=-1) >= mass).argmax(axis=-1)
    ranked[np.arange(p.shape[1]) > reached[:, None]] = 0

    kept = np.zeros_like(p)
    np.put_along_axis(kept, order, ranked, axis=-1)
    return kept / kept.sum(axis=-1, keepdims=True)
