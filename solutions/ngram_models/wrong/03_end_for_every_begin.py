# loses: test_ngrams
# hint: You put n - 1 END symbols behind the text; there is always one,
#   whatever n is.
# %% ngrams
def ngrams(ids, n):
    padded = np.concatenate(
        [np.full(n - 1, BEGIN), ids, np.full(n - 1, END)]
    ).astype(int)
    return np.array([padded[i : i + n] for i in range(len(padded) - n + 1)])
