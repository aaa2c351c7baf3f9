# loses: test_walk_forward_example, test_walk_forward
# hint: You forecast the first row of each block and repeat it. Every row has
#   features of its own and gets its own forecast.
# %% walk_forward
def walk_forward(X, y, origins, horizon, lam):
    blocks = []
    for start, end in zip(origins, [*origins[1:], len(X)]):
        known = start - horizon + 1
        row = ridge_forecast(X[:known], y[:known], X[start : start + 1], lam)
        blocks.append(np.repeat(row, end - start))
    return np.concatenate(blocks)
