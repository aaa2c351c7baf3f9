# loses: test_cooccurrence_example, test_cooccurrence
# hint: You leave out the places near the ends of the text, where a whole
#   window does not fit. There it is cut off, but what is left of it counts.
# %% cooccurrence
def cooccurrence(ids, sentence, V, window):
    X = np.zeros((V, V))
    for i in range(window, len(ids) - window):
        for j in range(i - window, i + window + 1):
            if i != j and sentence[i] == sentence[j]:
                X[ids[i], ids[j]] += 1 / abs(i - j)
    return X
