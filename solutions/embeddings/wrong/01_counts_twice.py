# loses: test_cooccurrence_example, test_cooccurrence
# hint: You count each pair from both places and mirror the result on top:
#   everything is twice as large.
# %% cooccurrence
def cooccurrence(ids, sentence, V, window):
    X = np.zeros((V, V))
    for k in range(1, window + 1):
        near = sentence[:-k] == sentence[k:]
        np.add.at(X, (ids[:-k][near], ids[k:][near]), 1 / k)
        np.add.at(X, (ids[k:][near], ids[:-k][near]), 1 / k)
    return X + X.T
