# loses: test_nearest_example, test_nearest
# hint: You divide by the lengths of the columns of E. A word is a row.
# %% nearest
def nearest(E, words, n):
    unit = E / np.linalg.norm(E, axis=0)
    cosine = unit[words] @ unit.T
    cosine[np.arange(len(words)), words] = -np.inf
    return np.argsort(-cosine, axis=1)[:, :n]
