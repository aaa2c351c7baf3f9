# loses: test_ppmi_example, test_ppmi
# hint: A small number added to X and to the chances keeps the logarithm
#   finite, but makes pairs that never met into ones that met a thousandth of a
#   time. Give them 0 instead.
# %% ppmi
def ppmi(X, alpha, k):
    X = X + 1e-3
    p, q = X.sum(axis=1) / X.sum(), X.sum(axis=0) ** alpha
    q = q / q.sum()
    ratio = X / X.sum() / (p[:, None] * q)
    return np.maximum(np.log(ratio / k), 0)
