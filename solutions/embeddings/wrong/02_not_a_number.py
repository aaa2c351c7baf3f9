# loses: test_ppmi_example, test_ppmi
# hint: Rows of zeros make 0 / 0, which is NaN, and np.maximum keeps a NaN.
#   Divide only where X is larger than 0.
# %% ppmi
def ppmi(X, alpha, k):
    p, q = X.sum(axis=1) / X.sum(), X.sum(axis=0) ** alpha
    q = q / q.sum()
    ratio = X / X.sum() / (p[:, None] * q)
    return np.maximum(np.log(ratio / k), 0)
