# loses: test_coverage_example, test_coverage
# hint: You ask that all drawings lie in the ball; one is enough.
# %% coverage
def coverage(real, fake, k):

    def distances(a, b):
        return np.sqrt(((a[:, None] - b) ** 2).sum(axis=-1))

    radius = np.sort(distances(real, real))[:, k]  # itself stands first
    return np.mean(distances(real, fake).max(axis=1) <= radius)
