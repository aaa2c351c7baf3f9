# loses: test_ppmi_example, test_ppmi
# hint: After the power the shares of the contexts no longer sum to 1; divide
#   by the sum of the powers.
# %% ppmi
def ppmi(X, alpha, k):
    p, q = X.sum(axis=1) / X.sum(), (X.sum(axis=0) / X.sum()) ** alpha
    i, j = np.nonzero(X)
    ratio = X[i, j] / X.sum() / (p[i] * q[j])
    M = np.zeros(X.shape)
    M[i, j] = np.maximum(np.log(ratio / k), 0)
    return M
