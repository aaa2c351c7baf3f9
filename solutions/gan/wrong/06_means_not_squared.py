# loses: test_frechet_example, test_frechet
# hint: The distance of the means is squared.
# %% frechet
def frechet(a, b):

    def covariance(x):
        centred = x - x.mean(axis=0)
        return centred.T @ centred / (len(x) - 1)

    A, B = covariance(a), covariance(b)
    size, axes = np.linalg.eigh(A)
    root = axes * np.sqrt(np.maximum(size, 0)) @ axes.T
    both = np.linalg.eigvalsh(root @ B @ root)
    overlap = np.sqrt(np.maximum(both, 0)).sum()
    shift = a.mean(axis=0) - b.mean(axis=0)
    return np.sqrt(shift @ shift) + np.trace(A) + np.trace(B) - 2 * overlap
