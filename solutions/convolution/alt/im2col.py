# Windows as the rows of one matrix (im2col), and one matrix product.
# %% conv2d
def conv2d(x, W, b, stride):
    kh, kw, C, F = W.shape
    rows = np.arange(0, x.shape[1] - kh + 1, stride)
    columns = np.arange(0, x.shape[2] - kw + 1, stride)
    i = rows[:, None, None, None] + np.arange(kh)[:, None]
    j = columns[:, None, None] + np.arange(kw)
    patches = x[:, i, j]  # (B, H', W', kh, kw, C)
    y = patches.reshape(-1, kh * kw * C) @ W.reshape(-1, F) + b
    return y.reshape(len(x), len(rows), len(columns), F)


# %% conv2d_backward
def conv2d_backward(dy, x, W, stride):
    kh, kw, C, F = W.shape
    i = stride * np.arange(dy.shape[1])[:, None, None, None]
    j = stride * np.arange(dy.shape[2])[:, None, None]
    i, j = i + np.arange(kh)[:, None], j + np.arange(kw)
    patches = x[:, i, j].reshape(-1, kh * kw * C)
    flat = dy.reshape(-1, F)
    back = (flat @ W.reshape(-1, F).T).reshape(*dy.shape[:3], kh, kw, C)
    dx = np.zeros(x.shape)
    np.add.at(dx, (slice(None), i, j), back)
    return dx, (patches.T @ flat).reshape(W.shape), flat.sum(axis=0)


# %% cost
def cost(layers, shape):
    if not layers:
        return tuple(shape), 0, 0
    (kind, *settings), *others = layers
    parameters = products = 0
    if kind == "conv":
        F, k, padding = settings
        H, W = np.array(shape[:2]) - (k - 1) * (padding == "valid")
        weights = k * k * shape[2] * F
        parameters, products = weights + F, weights * int(H * W)
        shape = (int(H), int(W), F)
    elif kind == "pool":
        shape = (shape[0] // settings[0], shape[1] // settings[0], shape[2])
    elif kind == "flatten":
        shape = (int(np.prod(shape)),)
    else:
        products = shape[0] * settings[0]
        parameters, shape = products + settings[0], (settings[0],)
    shape, more_parameters, more_products = cost(others, shape)
    return shape, parameters + more_parameters, products + more_products
