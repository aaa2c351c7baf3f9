# loses: test_coverage_example, test_coverage
# hint: You return the share of drawings that lie in some ball. That is
#   another measure, precision: a single good drawing, copied, would get 1.
# %% coverage
def coverage(real, fake, k):

    def distances(a, b):
        return np.sqrt(((a[:, None] - b) ** 2).sum(axis=-1))

    radius = np.sort(distances(real, real))[:, k]  # itself stands first
    return np.mean(np.any(distances(fake, real) <= radius, axis=1))
