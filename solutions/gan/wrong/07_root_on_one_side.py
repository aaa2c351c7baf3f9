# loses: test_coverage_example, test_coverage
# hint: You compare a distance with a squared distance.
# %% coverage
def coverage(real, fake, k):

    def distances(a, b):
        return np.sqrt(((a[:, None] - b) ** 2).sum(axis=-1))

    radius = np.sort(distances(real, real))[:, k] ** 2
    return np.mean(distances(real, fake).min(axis=1) <= radius)
