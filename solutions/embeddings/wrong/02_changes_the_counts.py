# loses: test_ppmi_example, test_ppmi
# hint: You change X itself, and whoever called you finds other counts in it.
#   Work on a copy.
# %% ppmi
def ppmi(X, alpha, k):
    p, q = X.sum(axis=1) / X.sum(), X.sum(axis=0) ** alpha
    q = q / q.sum()
    i, j = np.nonzero(X)
    ratio = X[i, j] / X.sum() / (p[i] * q[j])
    X[i, j] = np.maximum(np.log(ratio / k), 0)
    return X
