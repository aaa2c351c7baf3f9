# loses: test_rank_correlation_example, test_rank_correlation
# hint: 1 − 6 Σ d² / (n (n² − 1)) is ρ only where no numbers are equal. Take
#   the correlation of the ranks.
# %% rank_correlation
def ranks(x):
    below = (x < x[:, None]).sum(axis=1)
    equal = (x == x[:, None]).sum(axis=1)
    return below + (equal + 1) / 2


def rank_correlation(similarity, scores):
    known = ~np.isnan(similarity)
    d = ranks(similarity[known]) - ranks(scores[known])
    n = known.sum()
    return 1 - 6 * (d**2).sum() / (n * (n**2 - 1)), 1 - known.mean()
