# loses: test_cooccurrence
# hint: Where the window is longer than the text, your slice ends at a
#   negative index and counts from the other end. Distances stop at N - 1.
# %% cooccurrence
def cooccurrence(ids, sentence, V, window):
    X, N = np.zeros((V, V)), len(ids)
    for k in range(1, window + 1):
        left, right = slice(0, N - k), slice(k, N)
        near = sentence[left] == sentence[right]
        np.add.at(X, (ids[left][near], ids[right][near]), 1 / k)
    return X + X.T
