# loses: test_cross_entropy_example, test_cross_entropy
# hint: You take the logarithm of a probability that may have been rounded to
#   0. Write it as z − log Σ exp z, after the largest score was subtracted.
# %% cross_entropy
def cross_entropy(z, y, weights):
    z = z - z.max(axis=-1, keepdims=True)
    p = np.exp(z) / np.exp(z).sum(axis=-1, keepdims=True)
    log_p = np.log(p)
    true = np.eye(len(weights))[y]
    w = weights[y][..., None]
    loss = -np.sum(w[..., 0] * log_p[true == 1].reshape(y.shape)) / y.size
    return loss, w * (p - true) / y.size
