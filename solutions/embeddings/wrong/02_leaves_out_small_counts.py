# loses: test_ppmi
# hint: You leave out pairs whose count is below 1, as if counts were whole
#   numbers. Every count above 0 is one.
# %% ppmi
def ppmi(X, alpha, k):
    p, q = X.sum(axis=1) / X.sum(), X.sum(axis=0) ** alpha
    q = q / q.sum()
    i, j = np.nonzero(X >= 1)
    ratio = X[i, j] / X.sum() / (p[i] * q[j])
    M = np.zeros(X.shape)
    M[i, j] = np.maximum(np.log(ratio / k), 0)
    return M
