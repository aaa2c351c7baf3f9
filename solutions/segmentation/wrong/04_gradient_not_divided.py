# loses: test_cross_entropy_example, test_cross_entropy
# hint: The loss is a mean, but your gradient is that of the sum: divide it
#   by the number of pixels, too.
# %% cross_entropy
def cross_entropy(z, y, weights):
    z = z - z.max(axis=-1, keepdims=True)
    p = np.exp(z) / np.exp(z).sum(axis=-1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=-1, keepdims=True))
    true = np.eye(len(weights))[y]
    w = weights[y][..., None]
    loss = -np.sum(w * true * log_p) / y.size
    return loss, w * (p - true)
