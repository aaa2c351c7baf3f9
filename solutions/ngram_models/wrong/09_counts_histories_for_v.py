# loses: test_probabilities_example, test_probabilities
# hint: V is the number of symbols that can come next, the length of the last
#   axis; you took the number of histories.
# %% probabilities
def probabilities(counts, alpha):
    V = counts.shape[0]
    total = counts.sum(axis=-1, keepdims=True) + alpha * V
    uniform = np.full(counts.shape, 1 / V)
    return np.divide(
        counts + float(alpha), total, out=uniform, where=total > 0
    )
