# loses: test_lasso
# hint: From the second sweep on, weight j must be set free before it is
#   fitted: r_j leaves out column j, so add x_j w_j back to the residual.
# %% lasso
def lasso(X, y, lam, sweeps):
    n, d = X.shape
    w = np.zeros(d)
    for _ in range(sweeps):
        for j in range(d):
            x = X[:, j]
            b = x @ (y - X @ w)
            w[j] = np.sign(b) * max(abs(b) - n * lam / 2, 0) / (x @ x)
    return w
