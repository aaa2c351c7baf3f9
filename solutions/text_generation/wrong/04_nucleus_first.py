# loses: test_keep_likely_example, test_keep_likely
# hint: You take the nucleus first and the k likeliest of it; top-k comes
#   first.
# %% keep_likely
def keep_likely(p, k, mass):
    order = np.argsort(-p, axis=-1, kind="stable")
    ranked = np.take_along_axis(p, order, axis=-1)

    ranked[ranked.cumsum(axis=-1) - ranked >= mass] = 0

    ranked[:, k:] = 0

    kept = np.zeros_like(p)
    np.put_along_axis(kept, order, ranked, axis=-1)
    return kept / kept.sum(axis=-1, keepdims=True)
