# loses: test_walk_forward_example, test_walk_forward
# hint: Your fit includes one row whose target is known only a step after the
#   origin: row t counts at step s if t + h ≤ s.
# %% walk_forward
def walk_forward(X, y, origins, horizon, lam):
    blocks = []
    for start, end in zip(origins, [*origins[1:], len(X)]):
        known = start - horizon + 2
        blocks.append(ridge_forecast(X[:known], y[:known], X[start:end], lam))
    return np.concatenate(blocks)
