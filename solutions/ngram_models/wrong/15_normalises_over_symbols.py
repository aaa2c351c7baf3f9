# loses: test_em_weights_example, test_em_weights
# hint: What is owed for one symbol is divided among the models: the sum in the
#   denominator runs over j, along axis 1.
# %% em_weights
def em_weights(P, steps):
    weights = np.full(P.shape[1], 1 / P.shape[1])
    for _ in range(steps):
        owed = weights * P
        weights = (owed / owed.sum(axis=0)).mean(axis=0)
    return weights
