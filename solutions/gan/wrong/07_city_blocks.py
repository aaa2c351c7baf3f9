# loses: test_coverage_example, test_coverage
# hint: You add absolute differences; the distance asked for is Euclidean.
# %% coverage
def coverage(real, fake, k):

    def distances(a, b):
        return np.abs(a[:, None] - b).sum(axis=-1)

    radius = np.sort(distances(real, real))[:, k]  # itself stands first
    return np.mean(distances(real, fake).min(axis=1) <= radius)
