# loses: test_rank_correlation_example, test_rank_correlation
# hint: np.argsort says which number comes first, not which rank a number has;
#   for ranks it has to be applied twice, and equal numbers share theirs.
# %% rank_correlation
def ranks(x):
    return np.argsort(x) + 1.0


def rank_correlation(similarity, scores):
    known = ~np.isnan(similarity)
    both = [ranks(similarity[known]), ranks(scores[known])]
    return np.corrcoef(both)[0, 1], 1 - known.mean()
