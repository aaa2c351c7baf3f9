# loses: test_ppmi_example, test_ppmi
# hint: You take the logarithm to the base 2; here it is the natural one.
# %% ppmi
def ppmi(X, alpha, k):
    p, q = X.sum(axis=1) / X.sum(), X.sum(axis=0) ** alpha
    q = q / q.sum()
    i, j = np.nonzero(X)
    ratio = X[i, j] / X.sum() / (p[i] * q[j])
    M = np.zeros(X.shape)
    M[i, j] = np.maximum(np.log2(ratio / k), 0)
    return M
