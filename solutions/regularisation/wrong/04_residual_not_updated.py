# loses: test_lasso
# hint: The residual is computed once a sweep and not brought up to date when a
#   weight changes, so that weights of correlated features all explain the same
#   thing.
# %% lasso
def lasso(X, y, lam, sweeps):
    n, d = X.shape
    w = np.zeros(d)
    for _ in range(sweeps):
        residual = y - X @ w
        for j in range(d):
            x = X[:, j]
            b = x @ (residual + x * w[j])
            w[j] = np.sign(b) * max(abs(b) - n * lam / 2, 0) / (x @ x)
    return w
