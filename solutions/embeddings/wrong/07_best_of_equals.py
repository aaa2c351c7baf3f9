# loses: test_rank_correlation_example, test_rank_correlation
# hint: Equal numbers get the first of their places, as in sports. They share
#   the mean of them.
# %% rank_correlation
def ranks(x):
    return (x < x[:, None]).sum(axis=1) + 1.0


def rank_correlation(similarity, scores):
    known = ~np.isnan(similarity)
    both = [ranks(similarity[known]), ranks(scores[known])]
    return np.corrcoef(both)[0, 1], 1 - known.mean()
