# loses: test_walk_forward_example, test_walk_forward
# hint: You fit anew at every row. Between two origins the fit stays as it was
#   at the first of them.
# %% walk_forward
def walk_forward(X, y, origins, horizon, lam):
    made = []
    for t in range(origins[0], len(X)):
        known = t - horizon + 1
        made.append(ridge_forecast(X[:known], y[:known], X[t : t + 1], lam)[0])
    return np.array(made)
