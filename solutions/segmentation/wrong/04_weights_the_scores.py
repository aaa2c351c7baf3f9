# loses: test_cross_entropy_example, test_cross_entropy
# hint: The weight of a pixel is that of its true class. In the gradient you
#   multiply each score by the weight of its own class.
# %% cross_entropy
def cross_entropy(z, y, weights):
    z = z - z.max(axis=-1, keepdims=True)
    p = np.exp(z) / np.exp(z).sum(axis=-1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=-1, keepdims=True))
    true = np.eye(len(weights))[y]
    w = weights[y][..., None]
    loss = -np.sum(w * true * log_p) / y.size
    return loss, weights * (p - true) / y.size
