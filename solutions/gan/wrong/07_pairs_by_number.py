# loses: test_coverage_example, test_coverage
# hint: You compare the i-th real example with the i-th drawing. They have
#   nothing to do with each other: look for the nearest drawing.
# %% coverage
def coverage(real, fake, k):
    def distances(a, b):
        return np.sqrt(((a[:, None] - b) ** 2).sum(axis=-1))

    radius = np.sort(distances(real, real))[:, k]
    n = min(len(real), len(fake))
    near = np.sqrt(((real[:n] - fake[:n]) ** 2).sum(axis=-1)) <= radius[:n]
    return near.sum() / len(real)
