# loses: test_nearest
# hint: `E /= ...` changes the vectors that you were given, and whoever called
#   you has lost their lengths. Put the quotient into a new array.
# %% nearest
def nearest(E, words, n):
    length = np.linalg.norm(E, axis=1, keepdims=True)
    E /= np.where(length > 0, length, 1)
    cosine = E[words] @ E.T
    cosine[np.arange(len(words)), words] = -np.inf
    return np.argsort(-cosine, axis=1)[:, :n]
