# loses: test_em_weights_example, test_em_weights
# hint: The new weights are means over the N symbols; yours are sums, and add
#   up to N.
# %% em_weights
def em_weights(P, steps):
    weights = np.full(P.shape[1], 1 / P.shape[1])
    for _ in range(steps):
        owed = weights * P
        weights = (owed / owed.sum(axis=1, keepdims=True)).sum(axis=0)
    return weights
