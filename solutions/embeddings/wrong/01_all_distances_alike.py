# loses: test_cooccurrence_example, test_cooccurrence
# hint: You count every meeting as 1; at a distance of k places it counts 1/k.
# %% cooccurrence
def cooccurrence(ids, sentence, V, window):
    X = np.zeros((V, V))
    for k in range(1, window + 1):
        near = sentence[:-k] == sentence[k:]
        np.add.at(X, (ids[:-k][near], ids[k:][near]), 1)
    return X + X.T
