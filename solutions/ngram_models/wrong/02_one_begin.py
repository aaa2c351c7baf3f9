# loses: test_ngrams
# hint: One BEGIN is enough for bigrams only; order n needs n - 1 of them, and
#   order 1 none.
# %% ngrams
def ngrams(ids, n):
    padded = [BEGIN, *ids, END]
    return np.array(
        [padded[i : i + n] for i in range(len(padded) - n + 1)]
    ).reshape(-1, n)
