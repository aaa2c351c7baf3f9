# loses: test_standard_scores_example, test_standard_scores
# hint: You divide by n − 1 in the standard deviation: divide by n.
# %% standard_scores
def standard_scores(X):
    return (X - X.mean(axis=0)) / X.std(axis=0, ddof=1)
