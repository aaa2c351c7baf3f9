# loses: test_nearest_example, test_nearest
# hint: You sort by the magnitude of the cosine, so that words in opposite
#   directions come out as neighbours.
# %% nearest
def nearest(E, words, n):
    length = np.linalg.norm(E, axis=1, keepdims=True)
    unit = np.divide(E, length, out=np.zeros(E.shape), where=length > 0)
    cosine = unit[words] @ unit.T
    cosine[np.arange(len(words)), words] = 0
    return np.argsort(-np.abs(cosine), axis=1)[:, :n]
