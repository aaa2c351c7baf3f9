# Pixel by pixel, without a vectorised operation.
# %% output_size
def output_size(size, kernel, stride, padding, dilation):
    places, start = 0, 0
    while start + (kernel - 1) * dilation < size + 2 * padding:
        places, start = places + 1, start + stride
    return places


# %% pad_same
def pad_same(x, kernel, stride):
    B, H, W, C = x.shape
    before, after = [], []
    for size in (H, W):
        left_over = size % stride
        missing = kernel - (left_over if left_over else stride)
        missing = missing if missing > 0 else 0
        before.append(missing // 2)
        after.append((missing + 1) // 2)
    rows = np.zeros((B, before[0], W, C)), np.zeros((B, after[0], W, C))
    x = np.concatenate([rows[0], x, rows[1]], axis=1)
    H = x.shape[1]
    columns = np.zeros((B, H, before[1], C)), np.zeros((B, H, after[1], C))
    return np.concatenate([columns[0], x, columns[1]], axis=2)


# %% conv2d
def conv2d(x, W, b, stride):
    B, H, V, C = x.shape
    kh, kw, _, F = W.shape
    h, v = (H - kh) // stride + 1, (V - kw) // stride + 1
    y = np.zeros((B, h, v, F))
    for n in range(B):
        for i in range(h):
            for j in range(v):
                for f in range(F):
                    y[n, i, j, f] = b[f]
                    for k in range(kh):
                        for m in range(kw):
                            for c in range(C):
                                pixel = x[n, i * stride + k, j * stride + m, c]
                                y[n, i, j, f] += pixel * W[k, m, c, f]
    return y


# %% conv2d_backward
def conv2d_backward(dy, x, W, stride):
    dx, dW, db = np.zeros(x.shape), np.zeros(W.shape), np.zeros(W.shape[3])
    for n, i, j, f in np.ndindex(dy.shape):
        db[f] += dy[n, i, j, f]
        for k, m, c in np.ndindex(W.shape[:3]):
            row, column = i * stride + k, j * stride + m
            dW[k, m, c, f] += dy[n, i, j, f] * x[n, row, column, c]
            dx[n, row, column, c] += dy[n, i, j, f] * W[k, m, c, f]
    return dx, dW, db


# %% max_pool
def max_pool(x, size):
    B, H, W, C = x.shape
    y = np.empty((B, H // size, W // size, C))
    for n, i, j, c in np.ndindex(y.shape):
        rows = x[n, i * size : (i + 1) * size, :, c]
        y[n, i, j, c] = rows[:, j * size : (j + 1) * size].max()
    return y


def max_pool_backward(dy, x, size):
    dx = np.zeros(x.shape)
    for n, i, j, c in np.ndindex(dy.shape):
        best = None
        for row in range(i * size, (i + 1) * size):
            for column in range(j * size, (j + 1) * size):
                if best is None or x[n, row, column, c] > x[n, *best, c]:
                    best = row, column
        dx[n, *best, c] = dy[n, i, j, c]
    return dx


# %% cost
def cost(layers, shape):
    shape, parameters, multiplications = list(shape), 0, 0
    for layer in layers:
        if layer[0] == "conv" and layer[3] == "valid":
            shape[0], shape[1] = (
                shape[0] - layer[2] + 1,
                shape[1] - layer[2] + 1,
            )
        if layer[0] == "conv":
            for _ in range(layer[1]):
                weights = layer[2] ** 2 * shape[2]
                parameters += weights + 1
                multiplications += weights * shape[0] * shape[1]
            shape[2] = layer[1]
        elif layer[0] == "pool":
            shape[0], shape[1] = shape[0] // layer[1], shape[1] // layer[1]
        elif layer[0] == "flatten":
            shape = [shape[0] * shape[1] * shape[2]]
        else:
            multiplications += shape[0] * layer[1]
            parameters += (shape[0] + 1) * layer[1]
            shape = [layer[1]]
    return shape, parameters, multiplications


# %% receptive_field
def receptive_field(layers):
    pixels = {0}
    for kernel, stride, dilation in layers[::-1]:
        weights = range(0, kernel * dilation, dilation)
        pixels = {p * stride + w for p in pixels for w in weights}
    return max(pixels) + 1
