# A loop over the kernel's entries that adds up shifted images; the gradient
# of the pixels as a convolution of the spread gradient with the kernel turned
# round.
# %% output_size
def output_size(size, kernel, stride, padding, dilation):
    free = size + 2 * padding - kernel - (kernel - 1) * (dilation - 1)
    return 0 if free < 0 else 1 + free // stride


# %% pad_same
def pad_same(x, kernel, stride):
    B, H, W, C = x.shape
    tall = max((int(np.ceil(H / stride)) - 1) * stride + kernel, H)
    wide = max((int(np.ceil(W / stride)) - 1) * stride + kernel, W)
    top, left = (tall - H) // 2, (wide - W) // 2
    padded = np.zeros((B, tall, wide, C))
    padded[:, top : top + H, left : left + W] = x
    return padded


# %% conv2d
def conv2d(x, W, b, stride):
    kh, kw = W.shape[:2]
    h = (x.shape[1] - kh) // stride + 1
    v = (x.shape[2] - kw) // stride + 1
    y = np.broadcast_to(b, (len(x), h, v, len(b))).copy()
    for k in range(kh):
        for m in range(kw):
            y += x[:, k:, m:][:, ::stride, ::stride][:, :h, :v] @ W[k, m]
    return y


# %% conv2d_backward
def conv2d_backward(dy, x, W, stride):
    kh, kw, C, F = W.shape
    B, H, V, _ = x.shape
    h, v = dy.shape[1:3]
    spread = np.zeros((B, H + kh - 1, V + kw - 1, F))
    inside = spread[:, kh - 1 :, kw - 1 :]
    inside[:, : h * stride : stride, : v * stride : stride] = dy
    turned = W[::-1, ::-1]
    dx, dW = np.zeros(x.shape), np.zeros(W.shape)
    for k in range(kh):
        for m in range(kw):
            dx += spread[:, k : k + H, m : m + V] @ turned[k, m].T
            pixels = x[:, k:, m:][:, ::stride, ::stride][:, :h, :v]
            dW[k, m] = pixels.reshape(-1, C).T @ dy.reshape(-1, F)
    return dx, dW, np.sum(dy, axis=(0, 1, 2))


# %% max_pool
def max_pool(x, size):
    h, w = x.shape[1] // size * size, x.shape[2] // size * size
    y = np.full((len(x), h // size, w // size, x.shape[3]), -np.inf)
    for k in range(size):
        for m in range(size):
            y = np.maximum(y, x[:, k:h:size, m:w:size])
    return y


def max_pool_backward(dy, x, size):
    B, h, w, C = dy.shape
    blocks = x[:, : h * size, : w * size].reshape(B, h, size, w, size, C)
    blocks = blocks.transpose(0, 1, 3, 5, 2, 4).reshape(B, h, w, C, -1)
    spread = np.eye(size * size)[blocks.argmax(axis=-1)] * dy[..., None]
    spread = spread.reshape(B, h, w, C, size, size)
    spread = spread.transpose(0, 1, 4, 2, 5, 3)
    dx = np.zeros(x.shape)
    dx[:, : h * size, : w * size] = spread.reshape(B, h * size, w * size, C)
    return dx


# %% receptive_field
def receptive_field(layers):
    seen = 1
    for kernel, stride, dilation in reversed(layers):
        seen = (seen - 1) * stride + (kernel - 1) * dilation + 1
    return seen
