# loses: test_frechet_example, test_frechet
# hint: You take the square root of each entry of the matrix. The square root
#   of a matrix is another matrix that gives it back when multiplied by
#   itself; its trace is the sum of the roots of the eigenvalues.
# %% frechet
def frechet(a, b):

    def covariance(x):
        centred = x - x.mean(axis=0)
        return centred.T @ centred / (len(x) - 1)

    A, B = covariance(a), covariance(b)
    with np.errstate(invalid="ignore"):
        overlap = np.trace(np.sqrt(A @ B))
    shift = a.mean(axis=0) - b.mean(axis=0)
    return shift @ shift + np.trace(A) + np.trace(B) - 2 * overlap
