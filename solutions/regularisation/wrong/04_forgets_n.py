# loses: test_lasso_example, test_lasso
# hint: The loss is a mean over n examples but your threshold is weighed
#   against their sum: it is n λ / 2, not λ / 2.
# %% lasso
def lasso(X, y, lam, sweeps):
    d = X.shape[1]
    w = np.zeros(d)
    for _ in range(sweeps):
        for j in range(d):
            x = X[:, j]
            b = x @ (y - X @ w + x * w[j])
            w[j] = np.sign(b) * max(abs(b) - lam / 2, 0) / (x @ x)
    return w
