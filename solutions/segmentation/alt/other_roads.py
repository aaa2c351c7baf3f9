# The transposed convolution as a convolution of the spread image with the
# kernel turned round; sizes in closed form; IoU out of a confusion matrix.
# %% conv_transpose2d
def conv_transpose2d(x, W, b, stride):
    (B, H, V, C), (kh, kw, *_) = x.shape, W.shape
    tall, wide = (H - 1) * stride + 1, (V - 1) * stride + 1
    spread = np.zeros((B, tall + 2 * (kh - 1), wide + 2 * (kw - 1), C))
    inside = spread[:, kh - 1 : kh - 1 + tall, kw - 1 : kw - 1 + wide]
    inside[:, ::stride, ::stride] = x
    windows = np.lib.stride_tricks.sliding_window_view(
        spread, (kh, kw), axis=(1, 2)
    )
    return np.einsum("nijckm,kmcf->nijf", windows, W[::-1, ::-1]) + b


# %% crop_and_concatenate
def crop_and_concatenate(skip, x):
    for axis in (1, 2):
        extra = skip.shape[axis] - x.shape[axis]
        keep = np.arange(extra // 2, extra // 2 + x.shape[axis])
        skip = np.take(skip, keep, axis=axis)
    return np.append(skip, x, axis=3)


# %% unet_sizes
def unet_sizes(size, depth):
    fits, below = (size + 4) % 2**depth == 0, (size + 4) // 2**depth
    output = (below - 12) * 2**depth + 4
    kept = [(size + 4) // 2**j - 8 for j in range(depth)]
    crops = [6 * 2 ** (depth - j) - 8 for j in range(depth)]
    return (kept, crops, output) if fits and output > 0 else None


# %% cross_entropy
def cross_entropy(z, y, weights):
    z = z - np.max(z, axis=-1, keepdims=True)
    e = np.exp(z)
    total = e.sum(axis=-1)
    mine = np.take_along_axis(z, y[..., None], axis=-1)[..., 0]
    w = np.take(weights, y)
    dz = (w / total / y.size)[..., None] * e
    n, i, j = np.indices(y.shape)
    dz[n, i, j, y] -= w / y.size
    return np.mean(w * (np.log(total) - mine)), dz


# %% dice_loss
def dice_loss(p, t):
    K = p.shape[-1]
    a, b = p.reshape(-1, K).T, t.reshape(-1, K).T  # (K, N)
    above = 2 * np.einsum("kn,kn->k", a, b) + 1
    below = a.sum(axis=1) + b.sum(axis=1) + 1
    slope = (2 * b * below[:, None] - above[:, None]) / below[:, None] ** 2
    return np.mean((below - above) / below), -slope.T.reshape(p.shape) / K


# %% iou
def iou(y, y_hat, K):
    pairs = np.bincount((K * y + y_hat).ravel(), minlength=K * K)
    table = pairs.reshape(K, K)
    both = np.diag(table)
    either = table.sum(axis=0) + table.sum(axis=1) - both
    scores = np.where(either > 0, both / np.maximum(either, 1), np.nan)
    return scores, scores[either > 0].mean()


# %% overlay
def overlay(image, labels, colours, alpha):
    outline = np.zeros(labels.shape, bool)
    level = labels[1:] != labels[:-1]
    upright = labels[:, 1:] != labels[:, :-1]
    outline[1:] |= level
    outline[:-1] |= level
    outline[:, 1:] |= upright
    outline[:, :-1] |= upright
    out = np.repeat(image[..., None], 3, axis=2)
    inside = labels > 0
    out[inside] = (1 - alpha) * out[inside] + alpha * colours[labels[inside]]
    outline &= inside
    out[outline] = colours[labels[outline]]
    return out
