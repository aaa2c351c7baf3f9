# loses: test_ridge_example, test_ridge
# hint: The loss is a mean over n examples but your penalty is weighed against
#   their sum: multiply λ by n.
# %% ridge
def ridge(X, y, lam):
    return np.linalg.solve(X.T @ X + lam * np.eye(X.shape[1]), X.T @ y)
