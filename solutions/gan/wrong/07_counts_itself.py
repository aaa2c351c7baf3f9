# loses: test_coverage_example, test_coverage
# hint: Your ball reaches to the example itself when k = 1: the nearest real
#   example is always itself, at distance 0. Take the next one.
# %% coverage
def coverage(real, fake, k):

    def distances(a, b):
        return np.sqrt(((a[:, None] - b) ** 2).sum(axis=-1))

    radius = np.sort(distances(real, real))[:, k - 1]
    return np.mean(distances(real, fake).min(axis=1) <= radius)
