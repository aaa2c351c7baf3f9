# loses: test_walk_forward_example, test_walk_forward
# hint: `origins.append` adds to the caller's list: work on a copy, such as
#   [*origins, len(X)].
# %% walk_forward
def walk_forward(X, y, origins, horizon, lam):
    if origins[-1] < len(X):
        origins.append(len(X))
    blocks = []
    for number, start in enumerate(origins[:-1]):
        known, end = start - horizon + 1, origins[number + 1]
        blocks.append(ridge_forecast(X[:known], y[:known], X[start:end], lam))
    return np.concatenate(blocks)
