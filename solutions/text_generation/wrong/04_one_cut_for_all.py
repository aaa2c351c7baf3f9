# loses: test_keep_likely_example, test_keep_likely
# hint: You cut all rows after as many characters as the first; how many the
#   nucleus has is another matter in each row.
# %% keep_likely
def keep_likely(p, k, mass):
    order = np.argsort(-p, axis=-1, kind="stable")
    ranked = np.take_along_axis(p, order, axis=-1)

    ranked[:, k:] = 0
    ranked /= ranked.sum(axis=-1, keepdims=True)

    many = (ranked.cumsum(axis=-1) - ranked < mass)[0].sum()
    ranked[:, many:] = 0

    kept = np.zeros_like(p)
    np.put_along_axis(kept, order, ranked, axis=-1)
    return kept / kept.sum(axis=-1, keepdims=True)
