# loses: test_ppmi_example, test_ppmi
# hint: You raise the words' shares, the sums of the rows, to the power alpha;
#   it belongs to the contexts, the columns.
# %% ppmi
def ppmi(X, alpha, k):
    p, q = X.sum(axis=1) ** alpha, X.sum(axis=0) / X.sum()
    p = p / p.sum()
    i, j = np.nonzero(X)
    ratio = X[i, j] / X.sum() / (p[i] * q[j])
    M = np.zeros(X.shape)
    M[i, j] = np.maximum(np.log(ratio / k), 0)
    return M
