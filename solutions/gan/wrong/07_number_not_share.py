# loses: test_coverage_example, test_coverage
# hint: You return how many are covered; divide by the number of real
#   examples.
# %% coverage
def coverage(real, fake, k):

    def distances(a, b):
        return np.sqrt(((a[:, None] - b) ** 2).sum(axis=-1))

    radius = np.sort(distances(real, real))[:, k]  # itself stands first
    return np.sum(distances(real, fake).min(axis=1) <= radius)
