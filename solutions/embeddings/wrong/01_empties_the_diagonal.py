# loses: test_cooccurrence_example, test_cooccurrence
# hint: You leave out words that meet themselves. The same word at another
#   place is company like any other.
# %% cooccurrence
def cooccurrence(ids, sentence, V, window):
    X = np.zeros((V, V))
    for k in range(1, window + 1):
        near = sentence[:-k] == sentence[k:]
        np.add.at(X, (ids[:-k][near], ids[k:][near]), 1 / k)
    np.fill_diagonal(X, 0)
    return X + X.T
