# loses: test_ppmi_example, test_ppmi
# hint: You do not use alpha: the contexts' sums are raised to that power
#   before they are divided by their sum.
# %% ppmi
def ppmi(X, alpha, k):
    p, q = X.sum(axis=1) / X.sum(), X.sum(axis=0) / X.sum()
    i, j = np.nonzero(X)
    ratio = X[i, j] / X.sum() / (p[i] * q[j])
    M = np.zeros(X.shape)
    M[i, j] = np.maximum(np.log(ratio / k), 0)
    return M
