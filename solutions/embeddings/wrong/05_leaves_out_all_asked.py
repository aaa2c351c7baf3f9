# loses: test_nearest_example, test_nearest
# hint: You leave out all the words that were asked for; one may be a
#   neighbour of another. Leave out of each row its own word only.
# %% nearest
def nearest(E, words, n):
    length = np.linalg.norm(E, axis=1, keepdims=True)
    unit = np.divide(E, length, out=np.zeros(E.shape), where=length > 0)
    cosine = unit[words] @ unit.T
    cosine[:, words] = -np.inf
    return np.argsort(-cosine, axis=1)[:, :n]
