# loses: test_rank_correlation_example, test_rank_correlation
# hint: Your ranks are right, but you correlate the values themselves.
#   Spearman's ρ is the correlation of the ranks.
# %% rank_correlation
def ranks(x):
    below = (x < x[:, None]).sum(axis=1)
    equal = (x == x[:, None]).sum(axis=1)
    return below + (equal + 1) / 2


def rank_correlation(similarity, scores):
    known = ~np.isnan(similarity)
    rho = np.corrcoef(similarity[known], scores[known])[0, 1]
    return rho, 1 - known.mean()
