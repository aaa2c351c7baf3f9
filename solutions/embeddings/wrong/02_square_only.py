# loses: test_ppmi_example, test_ppmi
# hint: You take the sums of the rows for words and contexts alike, which is
#   right for a symmetric X only. The contexts are the columns.
# %% ppmi
def ppmi(X, alpha, k):
    sums = X.sum(axis=1)
    p, q = sums / sums.sum(), sums**alpha / (sums**alpha).sum()
    M = np.zeros(X.shape)
    for i, j in zip(*np.nonzero(X)):
        ratio = X[i, j] / X.sum() / (p[i] * q[j])
        M[i, j] = max(np.log(ratio / k), 0)
    return M
