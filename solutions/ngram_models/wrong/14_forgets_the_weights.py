# loses: test_em_weights
# hint: From the second repetition on the weights differ, and a symbol is owed
#   to a model in proportion to weight times probability. You leave out the
#   weights.
# %% em_weights
def em_weights(P, steps):
    weights = np.full(P.shape[1], 1 / P.shape[1])
    for _ in range(steps):
        weights = (P / P.sum(axis=1, keepdims=True)).mean(axis=0)
    return weights
