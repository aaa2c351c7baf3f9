# loses: test_rank_correlation_example, test_rank_correlation
# hint: You return the share of the pairs that are known. Asked for is the
#   share that had to be left out.
# %% rank_correlation
def ranks(x):
    below = (x < x[:, None]).sum(axis=1)
    equal = (x == x[:, None]).sum(axis=1)
    return below + (equal + 1) / 2


def rank_correlation(similarity, scores):
    known = ~np.isnan(similarity)
    both = [ranks(similarity[known]), ranks(scores[known])]
    return np.corrcoef(both)[0, 1], known.mean()
