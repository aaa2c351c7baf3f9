# loses: test_walk_forward_example, test_walk_forward
# hint: You leave out the last row: the last block ends with it.
# %% walk_forward
def walk_forward(X, y, origins, horizon, lam):
    blocks = []
    for start, end in zip(origins, [*origins[1:], len(X) - 1]):
        known = start - horizon + 1
        blocks.append(ridge_forecast(X[:known], y[:known], X[start:end], lam))
    return np.concatenate(blocks)
