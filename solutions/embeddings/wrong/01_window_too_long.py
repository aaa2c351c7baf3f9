# loses: test_cooccurrence_example, test_cooccurrence
# hint: You reach one place further than the window.
# %% cooccurrence
def cooccurrence(ids, sentence, V, window):
    X = np.zeros((V, V))
    for k in range(1, window + 2):
        near = sentence[:-k] == sentence[k:]
        np.add.at(X, (ids[:-k][near], ids[k:][near]), 1 / k)
    return X + X.T
