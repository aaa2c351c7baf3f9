# loses: test_cooccurrence_example, test_cooccurrence
# hint: Your window goes round: a negative index, or np.roll, makes the end of
#   the text the company of its beginning.
# %% cooccurrence
def cooccurrence(ids, sentence, V, window):
    X = np.zeros((V, V))
    for k in range(1, min(window, len(ids) - 1) + 1):
        there, meet = np.roll(ids, k), sentence == np.roll(sentence, k)
        np.add.at(X, (ids[meet], there[meet]), 1 / k)
        np.add.at(X, (there[meet], ids[meet]), 1 / k)
    return X
