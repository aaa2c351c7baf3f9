# loses: test_cooccurrence_example, test_cooccurrence
# hint: A place does not meet itself: leave out the distance 0.
# %% cooccurrence
def cooccurrence(ids, sentence, V, window):
    X = np.zeros((V, V))
    np.add.at(X, (ids, ids), 1)
    for k in range(1, window + 1):
        near = sentence[:-k] == sentence[k:]
        np.add.at(X, (ids[:-k][near], ids[k:][near]), 1 / k)
        np.add.at(X, (ids[k:][near], ids[:-k][near]), 1 / k)
    return X
