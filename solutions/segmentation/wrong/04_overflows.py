# loses: test_cross_entropy_example, test_cross_entropy
# hint: For scores of 1000 the exponential overflows: subtract the largest
#   score of each pixel first.
# %% cross_entropy
def cross_entropy(z, y, weights):
    p = np.exp(z) / np.exp(z).sum(axis=-1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=-1, keepdims=True))
    true = np.eye(len(weights))[y]
    w = weights[y][..., None]
    loss = -np.sum(w * true * log_p) / y.size
    return loss, w * (p - true) / y.size
