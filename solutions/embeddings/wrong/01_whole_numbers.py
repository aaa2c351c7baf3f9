# loses: test_cooccurrence_example, test_cooccurrence
# hint: Your counts are whole numbers, so that 1/2 and 1/3 become 0. X holds
#   floats.
# %% cooccurrence
def cooccurrence(ids, sentence, V, window):
    X = np.zeros((V, V), dtype=int)
    for i in range(len(ids)):
        for j in range(max(0, i - window), min(len(ids), i + window + 1)):
            if i != j and sentence[i] == sentence[j]:
                X[ids[i], ids[j]] += 1 / abs(i - j)
    return X
