# loses: test_cooccurrence_example, test_cooccurrence
# hint: `X[i, j] += 1 / k` with arrays as the index adds once where a pair of
#   words comes several times. Use np.add.at, or a loop over the places.
# %% cooccurrence
def cooccurrence(ids, sentence, V, window):
    X = np.zeros((V, V))
    for k in range(1, window + 1):
        near = sentence[:-k] == sentence[k:]
        X[ids[:-k][near], ids[k:][near]] += 1 / k
    return X + X.T
