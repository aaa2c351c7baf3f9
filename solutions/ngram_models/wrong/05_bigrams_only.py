# loses: test_count_ngrams
# hint: Your counts have two axes whatever the order is; n-grams need n axes of
#   length V.
# %% count_ngrams
def count_ngrams(grams, V):
    counts = np.zeros((V, V), dtype=int)
    for gram in grams:
        counts[gram[0], gram[-1]] += 1
    return counts
