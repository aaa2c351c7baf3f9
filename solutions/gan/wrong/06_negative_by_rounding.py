# loses: test_frechet_example, test_frechet
# hint: With fewer examples than features some eigenvalues are 0, and rounding
#   makes them slightly negative: their root is nan. Take 0 instead.
# %% frechet
def frechet(a, b):

    def covariance(x):
        centred = x - x.mean(axis=0)
        return centred.T @ centred / (len(x) - 1)

    A, B = covariance(a), covariance(b)
    with np.errstate(invalid="ignore"):
        overlap = np.sqrt(np.linalg.eigvals(A @ B).real).sum()
    shift = a.mean(axis=0) - b.mean(axis=0)
    return shift @ shift + np.trace(A) + np.trace(B) - 2 * overlap
