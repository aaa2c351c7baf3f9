# loses: test_keep_likely_example, test_keep_likely
# hint: You keep all characters that are as likely as number k, so that more
#   than k may stay. Of equally likely ones those with the smaller numbers come
#   first.
# %% keep_likely
def keep_likely(p, k, mass):
    least = np.sort(p, axis=-1)[:, [-k]]
    p = np.where(p >= least, p, 0)
    p = p / p.sum(axis=-1, keepdims=True)

    order = np.argsort(-p, axis=-1, kind="stable")
    ranked = np.take_along_axis(p, order, axis=-1)

    ranked[ranked.cumsum(axis=-1) - ranked >= mass] = 0

    kept = np.zeros_like(p)
    np.put_along_axis(kept, order, ranked, axis=-1)
    return kept / kept.sum(axis=-1, keepdims=True)
