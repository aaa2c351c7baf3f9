# loses: test_walk_forward_example, test_walk_forward
# hint: You fit on all rows, those that are forecast included: nobody could
#   have made these forecasts.
# %% walk_forward
def walk_forward(X, y, origins, horizon, lam):
    return ridge_forecast(X, y, X, lam)[origins[0] :]
