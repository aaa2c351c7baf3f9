# loses: test_walk_forward_example, test_walk_forward
# hint: You leave out the newest row that is known: row t counts at step s if t
#   + h ≤ s, so row s − h does, too.
# %% walk_forward
def walk_forward(X, y, origins, horizon, lam):
    blocks = []
    for start, end in zip(origins, [*origins[1:], len(X)]):
        known = start - horizon
        if known < 1:
            blocks.append(np.zeros(end - start))
            continue
        blocks.append(ridge_forecast(X[:known], y[:known], X[start:end], lam))
    return np.concatenate(blocks)
