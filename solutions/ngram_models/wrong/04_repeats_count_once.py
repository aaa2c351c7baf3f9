# loses: test_count_ngrams_example, test_count_ngrams
# hint: `counts[index] += 1` with an array as the index adds 1 once for a
#   repeated index. Use np.add.at, or a loop over the rows.
# %% count_ngrams
def count_ngrams(grams, V):
    counts = np.zeros((V,) * grams.shape[1], dtype=int)
    counts[tuple(grams.T)] += 1
    return counts
