# loses: test_nearest_example, test_nearest
# hint: A vector of zeros has length 0, and 0 / 0 is NaN, which is sorted
#   behind all numbers. Its cosine counts as 0.
# %% nearest
def nearest(E, words, n):
    unit = E / np.linalg.norm(E, axis=1, keepdims=True)
    cosine = unit[words] @ unit.T
    cosine[np.arange(len(words)), words] = -np.inf
    return np.argsort(-cosine, axis=1)[:, :n]
