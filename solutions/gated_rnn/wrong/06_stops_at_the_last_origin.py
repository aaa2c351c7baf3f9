# loses: test_walk_forward_example, test_walk_forward
# hint: You stop at the last origin. From there on the rows up to the last one
#   are forecast.
# %% walk_forward
def walk_forward(X, y, origins, horizon, lam):
    blocks = [np.empty(0)]
    for number, start in enumerate(origins[:-1]):
        known, end = start - horizon + 1, origins[number + 1]
        blocks.append(ridge_forecast(X[:known], y[:known], X[start:end], lam))
    return np.concatenate(blocks)
