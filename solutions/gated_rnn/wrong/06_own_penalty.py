# loses: test_walk_forward_example, test_walk_forward
# hint: You do not pass `lam` on, but fit with a penalty of your own.
# %% walk_forward
def walk_forward(X, y, origins, horizon, lam):
    blocks = []
    for start, end in zip(origins, [*origins[1:], len(X)]):
        known = start - horizon + 1
        blocks.append(ridge_forecast(X[:known], y[:known], X[start:end], 1e-9))
    return np.concatenate(blocks)
