# loses: test_walk_forward_example, test_walk_forward
# hint: You fit at the first origin only. At each origin fit anew, on all that
#   is known by then.
# %% walk_forward
def walk_forward(X, y, origins, horizon, lam):
    known = origins[0] - horizon + 1
    return ridge_forecast(X[:known], y[:known], X[origins[0] :], lam)
