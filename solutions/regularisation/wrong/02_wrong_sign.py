# loses: test_ridge_example, test_ridge
# hint: The penalty has the wrong sign: you subtract n λ from the diagonal,
#   which makes weights longer. Set the whole gradient to zero once more.
# %% ridge
def ridge(X, y, lam):
    n, d = X.shape
    return np.linalg.solve(X.T @ X - n * lam * np.eye(d), X.T @ y)
