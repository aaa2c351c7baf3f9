# loses: test_cooccurrence_example, test_cooccurrence
# hint: Only one half of the matrix is mirrored, so that a word that meets
#   itself is counted from one of the two places. It is counted from both.
# %% cooccurrence
def cooccurrence(ids, sentence, V, window):
    X = np.zeros((V, V))
    for i in range(len(ids)):
        for j in range(i + 1, min(i + window, len(ids) - 1) + 1):
            if sentence[i] == sentence[j]:
                X[ids[i], ids[j]] += 1 / (j - i)
                if ids[i] != ids[j]:
                    X[ids[j], ids[i]] += 1 / (j - i)
    return X
