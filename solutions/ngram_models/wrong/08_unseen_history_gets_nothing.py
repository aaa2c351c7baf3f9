# loses: test_probabilities_example, test_probabilities
# hint: A history that never occurred has 0 / 0 with alpha = 0. Zeros in its
#   place are no distribution; give each symbol 1 / V.
# %% probabilities
def probabilities(counts, alpha):
    smoothed = counts + float(alpha)
    return smoothed / np.maximum(smoothed.sum(axis=-1, keepdims=True), 1e-12)
