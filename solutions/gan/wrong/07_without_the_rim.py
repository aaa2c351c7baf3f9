# loses: test_coverage_example, test_coverage
# hint: A drawing on the rim of the ball, precisely as far as the k-th
#   neighbour, counts: ≤, not <.
# %% coverage
def coverage(real, fake, k):

    def distances(a, b):
        return np.sqrt(((a[:, None] - b) ** 2).sum(axis=-1))

    radius = np.sort(distances(real, real))[:, k]  # itself stands first
    return np.mean(distances(real, fake).min(axis=1) < radius)
