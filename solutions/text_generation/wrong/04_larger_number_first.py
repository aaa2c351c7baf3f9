# loses: test_keep_likely_example, test_keep_likely
# hint: Among equally likely characters you put the larger number first:
#   turning an ascending order round turns equals round, too. Sort -p, with
#   kind="stable".
# %% keep_likely
def keep_likely(p, k, mass):
    order = np.argsort(p, axis=-1, kind="stable")[:, ::-1]
    ranked = np.take_along_axis(p, order, axis=-1)
    ranked[:, k:] = 0
    ranked /= ranked.sum(axis=-1, keepdims=True)

    ranked[ranked.cumsum(axis=-1) - ranked >= mass] = 0

    kept = np.zeros_like(p)
    np.put_along_axis(kept, order, ranked, axis=-1)
    return kept / kept.sum(axis=-1, keepdims=True)
