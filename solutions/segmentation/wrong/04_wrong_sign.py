# loses: test_cross_entropy_example, test_cross_entropy
# hint: The gradient has the wrong sign: with p − 1 at the true class it is
#   negative there, since raising that score lowers the loss.
# %% cross_entropy
def cross_entropy(z, y, weights):
    z = z - z.max(axis=-1, keepdims=True)
    p = np.exp(z) / np.exp(z).sum(axis=-1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=-1, keepdims=True))
    true = np.eye(len(weights))[y]
    w = weights[y][..., None]
    loss = -np.sum(w * true * log_p) / y.size
    return loss, w * (true - p) / y.size
