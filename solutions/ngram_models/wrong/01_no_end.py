# loses: test_ngrams_example, test_ngrams
# hint: The END symbol is missing: without it the model never learns where
#   texts stop, and a text of L characters has only L n-grams.
# %% ngrams
def ngrams(ids, n):
    padded = np.concatenate([np.full(n - 1, BEGIN), ids]).astype(int)
    return np.array([padded[i : i + n] for i in range(len(ids))]).reshape(
        -1, n
    )
