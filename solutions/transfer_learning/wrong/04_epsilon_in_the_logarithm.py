# loses: test_head_example, test_head
# hint: A small number inside the logarithm caps the loss of a certain mistake
#   at about 28; for logits 1000 apart it is 1000.
# %% head
def head_gradients(H, y, W, b):
    z = H @ W + b
    z = z - z.max(axis=1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    Y = np.eye(len(b))[y]
    dz = (np.exp(log_p) - Y) / len(y)
    loss = -(Y * np.log(np.exp(log_p) + 1e-12)).sum() / len(y)
    return loss, dz @ W.T, H.T @ dz, dz.sum(axis=0)


def train_head(H, y, W, b, lr, steps):
    losses = []
    for _ in range(steps):
        loss, _, dW, db = head_gradients(H, y, W, b)
        W, b = W - lr * dW, b - lr * db
        losses.append(loss)
    return W, b, np.array(losses)
