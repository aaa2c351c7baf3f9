# loses: test_keep_likely_example, test_keep_likely
# hint: What is kept no longer sums to 1: divide it by its sum after the
#   nucleus, too.
# %% keep_likely
def keep_likely(p, k, mass):
    order = np.argsort(-p, axis=-1, kind="stable")
    ranked = np.take_along_axis(p, order, axis=-1)

    ranked[:, k:] = 0
    ranked /= ranked.sum(axis=-1, keepdims=True)

    ranked[ranked.cumsum(axis=-1) - ranked >= mass] = 0

    kept = np.zeros_like(p)
    np.put_along_axis(kept, order, ranked, axis=-1)
    return kept
