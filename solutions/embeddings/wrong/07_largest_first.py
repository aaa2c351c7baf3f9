# loses: test_rank_correlation_example, test_rank_correlation
# hint: Your rank 1 is the largest number; it belongs to the smallest.
# %% rank_correlation
def ranks(x):
    above = (x > x[:, None]).sum(axis=1)
    equal = (x == x[:, None]).sum(axis=1)
    return above + (equal + 1) / 2


def rank_correlation(similarity, scores):
    known = ~np.isnan(similarity)
    both = [ranks(similarity[known]), ranks(scores[known])]
    return np.corrcoef(both)[0, 1], 1 - known.mean()
