# loses: test_ppmi_example, test_ppmi
# hint: X has to be divided by the sum of all its entries before it is
#   compared with the product of the two shares.
# %% ppmi
def ppmi(X, alpha, k):
    p, q = X.sum(axis=1) / X.sum(), X.sum(axis=0) ** alpha
    q = q / q.sum()
    i, j = np.nonzero(X)
    ratio = X[i, j] / (p[i] * q[j])
    M = np.zeros(X.shape)
    M[i, j] = np.maximum(np.log(ratio / k), 0)
    return M
