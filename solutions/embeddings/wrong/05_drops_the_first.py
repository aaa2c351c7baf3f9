# loses: test_nearest_example, test_nearest
# hint: You drop the first of the sorted words, which need not be the word
#   itself: a parallel vector is as near. Leave out the word by its number.
# %% nearest
def nearest(E, words, n):
    length = np.linalg.norm(E, axis=1, keepdims=True)
    unit = np.divide(E, length, out=np.zeros(E.shape), where=length > 0)
    cosine = unit[words] @ unit.T
    order = np.argsort(-cosine, axis=1, kind="stable")
    return order[:, 1 : n + 1]
