# All of it in float32, as a network would.
# %% frozen_norm
def frozen_norm(x, gamma, beta, mean, variance, eps):
    given = (np.float32(a) for a in (x, gamma, beta, mean, variance, eps))
    x, gamma, beta, mean, variance, eps = given
    return (x - mean) / np.sqrt(variance + eps) * gamma + beta


def frozen_norm_backward(dy, x, gamma, mean, variance, eps):
    given = (np.float32(a) for a in (dy, x, gamma, mean, variance, eps))
    dy, x, gamma, mean, variance, eps = given
    width = np.sqrt(variance + eps)
    axes = tuple(range(x.ndim - 1))
    dgamma = (dy * (x - mean) / width).sum(axes)
    return dy * gamma / width, dgamma, dy.sum(axes)


# %% features
def features(x, blocks, eps):
    x = np.float32(x)
    for block in blocks:
        part = {name: np.float32(block[name]) for name in block}
        x = convolve(x, part["W"], block["stride"])
        x = (x - part["mean"]) / np.sqrt(part["variance"] + np.float32(eps))
        x = np.maximum(part["gamma"] * x + part["beta"], 0)
    return np.mean(x, axis=(1, 2))


# %% head
def head_gradients(H, y, W, b):
    H, W, b = np.float32(H), np.float32(W), np.float32(b)
    z = H @ W + b
    z = z - np.max(z, axis=1)[:, None]
    total = np.sum(np.exp(z), axis=1)[:, None]
    Y = np.float32(np.arange(len(b)) == y[:, None])
    dz = (np.exp(z) / total - Y) / np.float32(len(y))
    loss = np.mean(np.log(total)[:, 0] - z[np.arange(len(y)), y])
    return loss, dz @ W.T, H.T @ dz, dz.sum(0)


def train_head(H, y, W, b, lr, steps):
    losses = np.empty(steps)
    for step in range(steps):
        losses[step], _, dW, db = head_gradients(H, y, W, b)
        W, b = np.float32(W) - lr * dW, np.float32(b) - lr * db
    return W, b, losses


# %% paired
def paired_difference(a, b):
    d = np.float32(a) - np.float32(b)
    spread = np.var(d, axis=0, ddof=1)
    return np.mean(d, axis=0), np.sqrt(spread / np.float32(d.shape[0]))
