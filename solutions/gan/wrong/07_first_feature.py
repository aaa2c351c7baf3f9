# loses: test_coverage
# hint: You look at the first feature only.
# %% coverage
def coverage(real, fake, k):

    def distances(a, b):
        return np.abs(a[:, None, 0] - b[:, 0])

    radius = np.sort(distances(real, real))[:, k]  # itself stands first
    return np.mean(distances(real, fake).min(axis=1) <= radius)
