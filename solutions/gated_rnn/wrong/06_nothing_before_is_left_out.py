# loses: test_walk_forward_example, test_walk_forward
# hint: You return something for the rows before the first origin, too. The
#   result begins with row origins[0].
# %% walk_forward
def walk_forward(X, y, origins, horizon, lam):
    made = np.zeros(len(X))
    for start, end in zip(origins, [*origins[1:], len(X)]):
        known = start - horizon + 1
        block = ridge_forecast(X[:known], y[:known], X[start:end], lam)
        made[start:end] = block
    return made
