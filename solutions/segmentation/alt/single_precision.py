# All of it in float32, as a network would.
# %% conv_transpose2d
def conv_transpose2d(x, W, b, stride):
    x, W, b = np.float32(x), np.float32(W), np.float32(b)
    (B, H, V, _), (kh, kw, _, F) = x.shape, W.shape
    stamps = np.einsum("nijc,kmcf->nijkmf", x, W)
    shape = B, (H - 1) * stride + kh, (V - 1) * stride + kw, F
    y = np.zeros(shape, np.float32)
    for i, j in np.ndindex(H, V):
        top, left = i * stride, j * stride
        y[:, top : top + kh, left : left + kw] += stamps[:, i, j]
    return y + b


# %% crop_and_concatenate
def crop_and_concatenate(skip, x):
    H, W = x.shape[1:3]
    i, j = (skip.shape[1] - H) // 2, (skip.shape[2] - W) // 2
    skip, x = np.float32(skip), np.float32(x)
    return np.concatenate((skip[:, i:, j:][:, :H, :W], x), 3)


# %% cross_entropy
def cross_entropy(z, y, weights):
    z, w = np.float32(z), np.float32(weights)[y] / np.float32(y.size)
    z = z - z.max(axis=-1, keepdims=True)
    p = np.exp(z)
    total = p.sum(axis=-1, keepdims=True)
    log_p = z - np.log(total)
    true = np.arange(len(weights)) == y[..., None]
    return -(w * log_p[true].reshape(y.shape)).sum(), w[..., None] * (
        p / total - true
    )


# %% dice_loss
def dice_loss(p, t):
    p, t = np.float32(p), np.float32(t)
    both = (p * t).sum(axis=(0, 1, 2))
    total = (p + t).sum(axis=(0, 1, 2)) + 1
    D = (2 * both + 1) / total
    dp = -2 * t / total + (2 * both + 1) / total**2
    return np.mean(1 - D), dp / np.float32(p.shape[-1])


# %% iou
def iou(y, y_hat, K):
    classes = np.arange(K)[:, None]
    a, b = classes == y.ravel(), classes == y_hat.ravel()  # (K, N)
    both, either = np.float32((a & b).sum(1)), np.float32((a | b).sum(1))
    scores = np.full(K, np.nan, np.float32)
    np.divide(both, either, out=scores, where=either > 0)
    return scores, np.nanmean(scores)
