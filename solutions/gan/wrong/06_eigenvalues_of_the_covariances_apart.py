# loses: test_frechet
# hint: You pair the eigenvalues of the two covariances by their size, as if
#   both had the same axes. Take those of the product.
# %% frechet
def frechet(a, b):

    def covariance(x):
        centred = x - x.mean(axis=0)
        return centred.T @ centred / (len(x) - 1)

    A, B = covariance(a), covariance(b)
    sizes = np.linalg.eigvalsh(A), np.linalg.eigvalsh(B)
    overlap = np.sqrt(np.maximum(sizes[0] * sizes[1], 0)).sum()
    shift = a.mean(axis=0) - b.mean(axis=0)
    return shift @ shift + np.trace(A) + np.trace(B) - 2 * overlap
