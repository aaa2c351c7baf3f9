# All of it in float32, as a network would.
# %% step
def step(x, h, W, U, b):
    x, h, W, U, b = map(np.float32, (x, h, W, U, b))
    return np.tanh(x @ W + h @ U + b)


# %% rnn
def rnn(x, W, U, b, h0=None, return_sequences=False):
    x, W, U, b = map(np.float32, (x, W, U, b))
    h = np.zeros((len(x), len(U)), "float32") if h0 is None else np.float32(h0)
    states = np.empty((*x.shape[:2], len(U)), "float32")
    for t in range(x.shape[1]):
        h = states[:, t] = np.tanh(x[:, t] @ W + h @ U + b)
    return states if return_sequences else states[:, -1]


# %% rnn_backward
def rnn_backward(dy, x, h, U, h0):
    dy, x, h, U, h0 = map(np.float32, (dy, x, h, U, h0))
    dW, dU, db, dh = np.float32(0), np.float32(0), np.float32(0), 0 * h0
    for t in range(x.shape[1] - 1, -1, -1):
        da = (dy[:, t] + dh) * (1 - h[:, t]) * (1 + h[:, t])
        dW = dW + x[:, t].T @ da
        dU = dU + (h[:, t - 1] if t else h0).T @ da
        db = db + da.sum(axis=0)
        dh = da @ U.T
    return dW, dU, db, dh


# %% clip_by_global_norm
def clip_by_global_norm(grads, threshold):
    grads = [np.float32(g) for g in grads]
    norm = np.sqrt(np.float32(sum((g * g).sum() for g in grads)))
    factor = np.float32(threshold) / np.maximum(norm, np.float32(threshold))
    return [factor * g for g in grads], norm


# %% gradient_flow
def gradient_flow(h, U):
    h, U = np.float32(h), np.float32(U)
    slopes, product = 1 - h * h, np.eye(len(U), dtype="float32")
    norms = np.ones(len(h) + 1, "float32")
    for k in range(1, len(norms)):
        product = (U * slopes[-k]) @ product
        norms[k] = np.linalg.norm(product, 2)
    return norms, (np.linalg.norm(U, 2) * slopes.max()) ** np.arange(
        len(norms)
    )
