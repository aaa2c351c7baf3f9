# loses: test_probabilities_example, test_probabilities
# hint: Each of the V symbols got alpha on top, so the denominator grows by
#   alpha times V, not by alpha: your probabilities sum to more than 1.
# %% probabilities
def probabilities(counts, alpha):
    total = counts.sum(axis=-1, keepdims=True) + alpha
    uniform = np.full(counts.shape, 1 / counts.shape[-1])
    return np.divide(counts + alpha, total, out=uniform, where=total > 0)
