# loses: test_lasso_example, test_lasso
# hint: The threshold is twice too large: the derivative of the squared error
#   is twice the product of column and residual, so that t is n λ / 2.
# %% lasso
def lasso(X, y, lam, sweeps):
    n, d = X.shape
    w = np.zeros(d)
    for _ in range(sweeps):
        for j in range(d):
            x = X[:, j]
            b = x @ (y - X @ w + x * w[j])
            w[j] = np.sign(b) * max(abs(b) - n * lam, 0) / (x @ x)
    return w
