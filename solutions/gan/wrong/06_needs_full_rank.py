# loses: test_frechet_example, test_frechet
# hint: A Cholesky factor exists only for a covariance of full rank; with
#   fewer examples than features there is none. Use eigenvalues.
# %% frechet
def frechet(a, b):

    def covariance(x):
        centred = x - x.mean(axis=0)
        return centred.T @ centred / (len(x) - 1)

    A, B = covariance(a), covariance(b)
    factor = np.linalg.cholesky(A)
    both = np.linalg.eigvalsh(factor.T @ B @ factor)
    overlap = np.sqrt(np.maximum(both, 0)).sum()
    shift = a.mean(axis=0) - b.mean(axis=0)
    return shift @ shift + np.trace(A) + np.trace(B) - 2 * overlap
