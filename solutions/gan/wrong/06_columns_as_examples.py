# loses: test_frechet_example, test_frechet
# hint: np.cov takes rows for features; here each row is an example
#   (rowvar=False).
# %% frechet
def frechet(a, b):

    def covariance(x):
        return np.atleast_2d(np.cov(x))

    A, B = covariance(a), covariance(b)
    if len(A) != len(B):
        raise ValueError("covariances of different sizes")
    size, axes = np.linalg.eigh(A)
    root = axes * np.sqrt(np.maximum(size, 0)) @ axes.T
    both = np.linalg.eigvalsh(root @ B @ root)
    overlap = np.sqrt(np.maximum(both, 0)).sum()
    shift = a.mean(axis=0) - b.mean(axis=0)
    return shift @ shift + np.trace(A) + np.trace(B) - 2 * overlap
