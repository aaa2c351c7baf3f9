# loses: test_coverage_example, test_coverage
# hint: You use the mean radius for all; each example has its own ball, large
#   where real examples are rare.
# %% coverage
def coverage(real, fake, k):

    def distances(a, b):
        return np.sqrt(((a[:, None] - b) ** 2).sum(axis=-1))

    radius = np.sort(distances(real, real))[:, k]  # itself stands first
    return np.mean(distances(real, fake).min(axis=1) <= radius.mean())
