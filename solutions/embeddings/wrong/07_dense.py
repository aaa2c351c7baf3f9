# loses: test_rank_correlation_example, test_rank_correlation
# hint: You number the different values; equal ones take up one place only,
#   and those behind move up. They take up as many places as they are.
# %% rank_correlation
def ranks(x):
    return np.unique(x, return_inverse=True)[1] + 1.0


def rank_correlation(similarity, scores):
    known = ~np.isnan(similarity)
    both = [ranks(similarity[known]), ranks(scores[known])]
    return np.corrcoef(both)[0, 1], 1 - known.mean()
