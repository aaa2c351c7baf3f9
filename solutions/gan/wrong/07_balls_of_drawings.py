# loses: test_coverage_example, test_coverage
# hint: Your balls are around the drawings, and you ask which real examples
#   they contain (recall). The balls belong to the real examples.
# %% coverage
def coverage(real, fake, k):
    def distances(a, b):
        return np.sqrt(((a[:, None] - b) ** 2).sum(axis=-1))

    k = min(k, len(fake) - 1)
    radius = np.sort(distances(fake, fake))[:, k]
    return np.mean(np.any(distances(real, fake) <= radius, axis=1))
