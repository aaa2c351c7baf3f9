# loses: test_nearest_example
# hint: You leave the word itself out by giving it the cosine −1. A word in the
#   opposite direction has that, too: take −np.inf.
# %% nearest
def nearest(E, words, n):
    length = np.linalg.norm(E, axis=1, keepdims=True)
    unit = np.divide(E, length, out=np.zeros(E.shape), where=length > 0)
    cosine = unit[words] @ unit.T
    cosine[np.arange(len(words)), words] = -1
    return np.argsort(-cosine, axis=1)[:, :n]
