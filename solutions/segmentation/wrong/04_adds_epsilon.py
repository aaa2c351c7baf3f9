# loses: test_cross_entropy_example, test_cross_entropy
# hint: A small number added to the probability keeps the logarithm finite,
#   but caps the loss of a pixel. Write log p as z − log Σ exp z instead.
# %% cross_entropy
def cross_entropy(z, y, weights):
    z = z - z.max(axis=-1, keepdims=True)
    p = np.exp(z) / np.exp(z).sum(axis=-1, keepdims=True)
    log_p = np.log(p + 1e-12)
    true = np.eye(len(weights))[y]
    w = weights[y][..., None]
    loss = -np.sum(w * true * log_p) / y.size
    return loss, w * (p - true) / y.size
