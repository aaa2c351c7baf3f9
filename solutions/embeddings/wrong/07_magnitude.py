# loses: test_rank_correlation
# hint: You return the magnitude of ρ. If similar words are called unlike, ρ
#   is negative, and you want to know.
# %% rank_correlation
def ranks(x):
    below = (x < x[:, None]).sum(axis=1)
    equal = (x == x[:, None]).sum(axis=1)
    return below + (equal + 1) / 2


def rank_correlation(similarity, scores):
    known = ~np.isnan(similarity)
    both = [ranks(similarity[known]), ranks(scores[known])]
    return abs(np.corrcoef(both)[0, 1]), 1 - known.mean()
