# loses: test_ppmi_example, test_ppmi
# hint: Values below 0 are left. Pairs that meet more rarely than by chance
#   get 0.
# %% ppmi
def ppmi(X, alpha, k):
    p, q = X.sum(axis=1) / X.sum(), X.sum(axis=0) ** alpha
    q = q / q.sum()
    i, j = np.nonzero(X)
    ratio = X[i, j] / X.sum() / (p[i] * q[j])
    M = np.zeros(X.shape)
    M[i, j] = np.log(ratio / k)
    return M
