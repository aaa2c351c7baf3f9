# loses: test_lasso_example, test_lasso
# hint: You divide b by a = x·x before the threshold is taken, but not the
#   threshold itself: with z = b / a it is t = n λ / (2 a).
# %% lasso
def lasso(X, y, lam, sweeps):
    n, d = X.shape
    w = np.zeros(d)
    for _ in range(sweeps):
        for j in range(d):
            x = X[:, j]
            z = x @ (y - X @ w + x * w[j]) / (x @ x)
            w[j] = np.sign(z) * max(abs(z) - n * lam / 2, 0)
    return w
