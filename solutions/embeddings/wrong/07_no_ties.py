# loses: test_rank_correlation_example, test_rank_correlation
# hint: Equal numbers get different ranks, by their places in the list. They
#   share the mean of the places that they take up.
# %% rank_correlation
def ranks(x):
    return np.argsort(np.argsort(x)) + 1.0


def rank_correlation(similarity, scores):
    known = ~np.isnan(similarity)
    both = [ranks(similarity[known]), ranks(scores[known])]
    return np.corrcoef(both)[0, 1], 1 - known.mean()
