# loses: test_cross_entropy_example, test_cross_entropy
# hint: Your softmax runs over the pixels; the probabilities of the classes,
#   along the last axis, sum to 1 at each pixel.
# %% cross_entropy
def cross_entropy(z, y, weights):
    z = z - z.max(axis=2, keepdims=True)
    p = np.exp(z) / np.exp(z).sum(axis=2, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=2, keepdims=True))
    true = np.eye(len(weights))[y]
    w = weights[y][..., None]
    loss = -np.sum(w * true * log_p) / y.size
    return loss, w * (p - true) / y.size
