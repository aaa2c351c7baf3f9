# loses: test_walk_forward_example, test_walk_forward
# hint: You fit on the rows since the last origin only. Here everything that is
#   known counts, from row 0 on.
# %% walk_forward
def walk_forward(X, y, origins, horizon, lam):
    blocks, old = [], 0
    for start, end in zip(origins, [*origins[1:], len(X)]):
        known = max(start - horizon + 1, old + 1)
        blocks.append(
            ridge_forecast(X[old:known], y[old:known], X[start:end], lam)
        )
        old = start
    return np.concatenate(blocks)
