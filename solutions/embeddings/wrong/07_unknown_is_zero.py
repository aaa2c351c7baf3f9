# loses: test_rank_correlation_example, test_rank_correlation
# hint: You give unknown pairs the similarity 0. Nobody knows it; leave them
#   out, and report their share.
# %% rank_correlation
def ranks(x):
    below = (x < x[:, None]).sum(axis=1)
    equal = (x == x[:, None]).sum(axis=1)
    return below + (equal + 1) / 2


def rank_correlation(similarity, scores):
    unknown = np.isnan(similarity)
    both = [ranks(np.where(unknown, 0, similarity)), ranks(scores)]
    return np.corrcoef(both)[0, 1], unknown.mean()
