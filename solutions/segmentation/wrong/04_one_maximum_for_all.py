# loses: test_cross_entropy
# hint: You subtract the largest score of the whole batch. Where another
#   pixel's scores are far below it, all its exponentials are 0: subtract
#   from each pixel its own largest score.
# %% cross_entropy
def cross_entropy(z, y, weights):
    z = z - z.max()
    p = np.exp(z) / np.exp(z).sum(axis=-1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=-1, keepdims=True))
    true = np.eye(len(weights))[y]
    w = weights[y][..., None]
    loss = -np.sum(w * true * log_p) / y.size
    return loss, w * (p - true) / y.size
