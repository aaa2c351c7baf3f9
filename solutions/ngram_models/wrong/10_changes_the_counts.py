# loses: test_probabilities
# hint: `counts += alpha` changes the array of whoever called you, and fails
#   for whole-number counts with a fractional alpha. Write `counts = counts +
#   alpha`.
# %% probabilities
def probabilities(counts, alpha):
    counts += alpha
    total = counts.sum(axis=-1, keepdims=True)
    uniform = np.full(counts.shape, 1 / counts.shape[-1])
    return np.divide(counts, total, out=uniform, where=total > 0)
