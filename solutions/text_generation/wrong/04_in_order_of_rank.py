# loses: test_keep_likely_example, test_keep_likely
# hint: You return the probabilities in the order of their size. Each belongs
#   to its character: put them back to their places.
# %% keep_likely
def keep_likely(p, k, mass):
    order = np.argsort(-p, axis=-1, kind="stable")
    ranked = np.take_along_axis(p, order, axis=-1)

    ranked[:, k:] = 0
    ranked /= ranked.sum(axis=-1, keepdims=True)

    ranked[ranked.cumsum(axis=-1) - ranked >= mass] = 0

    return ranked / ranked.sum(axis=-1, keepdims=True)
