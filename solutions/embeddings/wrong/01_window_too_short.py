# loses: test_cooccurrence_example, test_cooccurrence
# hint: range(1, window) ends before window: words exactly `window` places
#   apart meet as well.
# %% cooccurrence
def cooccurrence(ids, sentence, V, window):
    X = np.zeros((V, V))
    for k in range(1, window):
        near = sentence[:-k] == sentence[k:]
        np.add.at(X, (ids[:-k][near], ids[k:][near]), 1 / k)
    return X + X.T
