# loses: test_lasso
# hint: The return stands inside the loop: you end after the first sweep. With
#   one feature that is enough, with more it is not.
# %% lasso
def lasso(X, y, lam, sweeps):
    n, d = X.shape
    w = np.zeros(d)
    for _ in range(sweeps):
        for j in range(d):
            x = X[:, j]
            b = x @ (y - X @ w + x * w[j])
            w[j] = np.sign(b) * max(abs(b) - n * lam / 2, 0) / (x @ x)
        return w
