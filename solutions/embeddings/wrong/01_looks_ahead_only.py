# loses: test_cooccurrence_example, test_cooccurrence
# hint: You count the words to the right only, so that X is not symmetric. A
#   place meets those to its left, too.
# %% cooccurrence
def cooccurrence(ids, sentence, V, window):
    X = np.zeros((V, V))
    for k in range(1, window + 1):
        near = sentence[:-k] == sentence[k:]
        np.add.at(X, (ids[:-k][near], ids[k:][near]), 1 / k)
    return X
