# loses: test_cooccurrence
# hint: You end a sentence where the number of the next word's is larger by
#   one. Take any other number for another sentence.
# %% cooccurrence
def cooccurrence(ids, sentence, V, window):
    X = np.zeros((V, V))
    for k in range(1, window + 1):
        near = sentence[k:] - sentence[:-k] != 1
        np.add.at(X, (ids[:-k][near], ids[k:][near]), 1 / k)
    return X + X.T
