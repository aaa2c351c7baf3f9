# loses: test_nearest_example, test_nearest
# hint: You compare dot products, which favour long vectors. Divide by the
#   lengths: the cosine does not depend on them.
# %% nearest
def nearest(E, words, n):
    alike = E[words] @ E.T
    alike[np.arange(len(words)), words] = -np.inf
    return np.argsort(-alike, axis=1)[:, :n]
