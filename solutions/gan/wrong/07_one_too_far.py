# loses: test_coverage_example, test_coverage
# hint: Your ball reaches one neighbour too far: in the sorted distances the
#   example itself stands at 0, the k-th other at k.
# %% coverage
def coverage(real, fake, k):
    def distances(a, b):
        return np.sqrt(((a[:, None] - b) ** 2).sum(axis=-1))

    reach = np.sort(distances(real, real))
    radius = reach[:, min(k + 1, len(real) - 1)]
    return np.mean(distances(real, fake).min(axis=1) <= radius)
