# loses: test_walk_forward_example, test_walk_forward
# hint: You make all blocks as long as the first. The origins need not be
#   evenly spaced, and the last block ends with the last row.
# %% walk_forward
def walk_forward(X, y, origins, horizon, lam):
    length = origins[1] - origins[0] if len(origins) > 1 else len(X)
    blocks = []
    for start in range(origins[0], len(X), length):
        known, end = start - horizon + 1, start + length
        blocks.append(ridge_forecast(X[:known], y[:known], X[start:end], lam))
    return np.concatenate(blocks)
