# loses: test_frechet
# hint: The root of a product is not the product of the roots, unless the two
#   matrices commute: take the eigenvalues of Σa Σb.
# %% frechet
def frechet(a, b):

    def covariance(x):
        centred = x - x.mean(axis=0)
        return centred.T @ centred / (len(x) - 1)

    A, B = covariance(a), covariance(b)

    def root(S):
        size, axes = np.linalg.eigh(S)
        return axes * np.sqrt(np.maximum(size, 0)) @ axes.T

    overlap = np.trace(root(A) @ root(B))
    shift = a.mean(axis=0) - b.mean(axis=0)
    return shift @ shift + np.trace(A) + np.trace(B) - 2 * overlap
