# loses: test_ridge
# hint: You add n λ to every entry of XᵀX. Only the diagonal belongs to the
#   squared length: np.eye, not a number. With a single feature one does not
#   see the difference.
# %% ridge
def ridge(X, y, lam):
    return np.linalg.solve(X.T @ X + len(X) * lam, X.T @ y)
