# loses: test_ppmi_example, test_ppmi
# hint: You raise the words' shares to the power alpha, too; it belongs to the
#   contexts only.
# %% ppmi
def ppmi(X, alpha, k):
    p, q = X.sum(axis=1) ** alpha, X.sum(axis=0) ** alpha
    p, q = p / p.sum(), q / q.sum()
    i, j = np.nonzero(X)
    ratio = X[i, j] / X.sum() / (p[i] * q[j])
    M = np.zeros(X.shape)
    M[i, j] = np.maximum(np.log(ratio / k), 0)
    return M
