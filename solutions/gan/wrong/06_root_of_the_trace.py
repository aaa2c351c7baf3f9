# loses: test_frechet_example, test_frechet
# hint: You take the root of the trace; the trace of the root is the sum of
#   the roots of the eigenvalues.
# %% frechet
def frechet(a, b):

    def covariance(x):
        centred = x - x.mean(axis=0)
        return centred.T @ centred / (len(x) - 1)

    A, B = covariance(a), covariance(b)
    overlap = np.sqrt(np.trace(A @ B))
    shift = a.mean(axis=0) - b.mean(axis=0)
    return shift @ shift + np.trace(A) + np.trace(B) - 2 * overlap
