# All of it in float32, as a network would.
# %% pad_same
def pad_same(x, kernel, stride):
    out = [(n + stride - 1) // stride for n in x.shape[1:3]]
    total = [(o - 1) * stride + kernel - n for o, n in zip(out, x.shape[1:3])]
    pads = [(max(t, 0) // 2, (max(t, 0) + 1) // 2) for t in total]
    return np.pad(np.float32(x), ((0, 0), pads[0], pads[1], (0, 0)))


# %% conv2d
def conv2d(x, W, b, stride):
    x, W, b = np.float32(x), np.float32(W), np.float32(b)
    view = np.lib.stride_tricks.sliding_window_view
    windows = view(x, W.shape[:2], axis=(1, 2))[:, ::stride, ::stride]
    return np.einsum("nijckm,kmcf->nijf", windows, W) + b


# %% conv2d_backward
def conv2d_backward(dy, x, W, stride):
    dy, x, W = np.float32(dy), np.float32(x), np.float32(W)
    view = np.lib.stride_tricks.sliding_window_view
    windows = view(x, W.shape[:2], axis=(1, 2))[:, ::stride, ::stride]
    dW = np.einsum("nijckm,nijf->kmcf", windows, dy)
    dx = np.zeros_like(x)
    seen = view(dx, W.shape[:2], axis=(1, 2), writeable=True)
    seen = seen[:, ::stride, ::stride]
    for k, m in np.ndindex(W.shape[:2]):
        seen[..., k, m] += dy @ W[k, m].T
    return dx, dW, dy.sum(axis=(0, 1, 2))


# %% max_pool
def max_pool(x, size):
    view = np.lib.stride_tricks.sliding_window_view
    windows = view(np.float32(x), (size, size), axis=(1, 2))
    return windows[:, ::size, ::size].max(axis=(-1, -2))


def max_pool_backward(dy, x, size):
    B, h, w, C = dy.shape
    view = np.lib.stride_tricks.sliding_window_view
    windows = view(x, (size, size), axis=(1, 2))[:, ::size, ::size]
    where = windows.reshape(B, h, w, C, size * size).argmax(axis=-1)
    n, i, j, c = np.indices(dy.shape)
    dx = np.zeros(x.shape, dtype=np.float32)
    dx[n, i * size + where // size, j * size + where % size, c] = dy
    return dx
