# loses: test_nearest_example, test_nearest
# hint: np.argsort sorts upwards: your neighbours are the farthest words.
# %% nearest
def nearest(E, words, n):
    length = np.linalg.norm(E, axis=1, keepdims=True)
    unit = np.divide(E, length, out=np.zeros(E.shape), where=length > 0)
    cosine = unit[words] @ unit.T
    cosine[np.arange(len(words)), words] = np.inf
    return np.argsort(cosine, axis=1)[:, :n]
