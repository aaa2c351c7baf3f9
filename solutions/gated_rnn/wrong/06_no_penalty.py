# loses: test_walk_forward_example, test_walk_forward
# hint: You fit without a penalty: with λ = 0 features that never change cannot
#   be fitted at all. Pass `lam` on.
# %% walk_forward
def walk_forward(X, y, origins, horizon, lam):
    blocks = []
    for start, end in zip(origins, [*origins[1:], len(X)]):
        known = start - horizon + 1
        blocks.append(ridge_forecast(X[:known], y[:known], X[start:end], 0))
    return np.concatenate(blocks)
