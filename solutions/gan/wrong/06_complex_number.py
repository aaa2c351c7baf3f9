# loses: test_frechet_example, test_frechet
# hint: You return a complex number: take the real parts of the eigenvalues.
# %% frechet
def frechet(a, b):

    def covariance(x):
        centred = x - x.mean(axis=0)
        return centred.T @ centred / (len(x) - 1)

    A, B = covariance(a), covariance(b)
    values = np.linalg.eigvals(A @ B).astype(complex)
    overlap = np.sqrt(values).sum()
    shift = a.mean(axis=0) - b.mean(axis=0)
    return shift @ shift + np.trace(A) + np.trace(B) - 2 * overlap
