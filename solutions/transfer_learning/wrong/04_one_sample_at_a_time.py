# loses: test_head_example, test_head
# hint: You take a step after every example. Each step is made with the
#   gradient of all of them.
# %% head
def head_gradients(H, y, W, b):
    z = H @ W + b
    z = z - z.max(axis=1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    Y = np.eye(len(b))[y]
    dz = (np.exp(log_p) - Y) / len(y)
    loss = -(Y * log_p).sum() / len(y)
    return loss, dz @ W.T, H.T @ dz, dz.sum(axis=0)


def train_head(H, y, W, b, lr, steps):
    losses = []
    for _ in range(steps):
        loss = head_gradients(H, y, W, b)[0]
        for i in range(len(y)):
            h, c = H[i : i + 1], y[i : i + 1]
            _, _, dW, db = head_gradients(h, c, W, b)
            W, b = W - lr * dW / len(y), b - lr * db / len(y)
        losses.append(loss)
    return W, b, np.array(losses)
