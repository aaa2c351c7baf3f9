# loses: test_rank_correlation_example, test_rank_correlation
# hint: Your ranks begin at 0; the smallest number has rank 1.
# %% rank_correlation
def ranks(x):
    below = (x < x[:, None]).sum(axis=1)
    equal = (x == x[:, None]).sum(axis=1)
    return below + (equal - 1) / 2


def rank_correlation(similarity, scores):
    known = ~np.isnan(similarity)
    both = [ranks(similarity[known]), ranks(scores[known])]
    return np.corrcoef(both)[0, 1], 1 - known.mean()
