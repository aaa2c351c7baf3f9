# loses: test_standard_scores
# hint: You take one mean over the whole array: each column has its own.
# %% standard_scores
def standard_scores(X):
    return (X - X.mean()) / X.std()
