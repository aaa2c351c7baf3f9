# loses: test_cooccurrence_example, test_cooccurrence
# hint: You count words on both sides of the end of a sentence; these do not
#   meet.
# %% cooccurrence
def cooccurrence(ids, sentence, V, window):
    X = np.zeros((V, V))
    for k in range(1, window + 1):
        np.add.at(X, (ids[:-k], ids[k:]), 1 / k)
    return X + X.T
