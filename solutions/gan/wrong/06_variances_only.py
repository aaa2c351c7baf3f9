# loses: test_frechet
# hint: You compare the variances of each feature and leave out how features
#   go together.
# %% frechet
def frechet(a, b):

    def covariance(x):
        centred = x - x.mean(axis=0)
        return centred.T @ centred / (len(x) - 1)

    A, B = covariance(a), covariance(b)
    overlap = np.sqrt(np.diag(A) * np.diag(B)).sum()
    shift = a.mean(axis=0) - b.mean(axis=0)
    return shift @ shift + np.trace(A) + np.trace(B) - 2 * overlap
