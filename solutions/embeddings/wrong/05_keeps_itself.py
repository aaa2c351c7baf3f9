# loses: test_nearest_example, test_nearest
# hint: Every word is its own nearest neighbour. Leave it out before you sort.
# %% nearest
def nearest(E, words, n):
    length = np.linalg.norm(E, axis=1, keepdims=True)
    unit = np.divide(E, length, out=np.zeros(E.shape), where=length > 0)
    cosine = unit[words] @ unit.T
    return np.argsort(-cosine, axis=1)[:, :n]
