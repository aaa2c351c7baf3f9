# Pixel by pixel, without a vectorised operation.
# %% conv_transpose2d
def conv_transpose2d(x, W, b, stride):
    B, H, V, _ = x.shape
    kh, kw, _, F = W.shape
    y = np.zeros((B, (H - 1) * stride + kh, (V - 1) * stride + kw, F))
    for n, i, j, f in np.ndindex(y.shape):
        y[n, i, j, f] = b[f]
    for n, i, j, c in np.ndindex(x.shape):
        for k, m, f in np.ndindex(kh, kw, F):
            value = x[n, i, j, c] * W[k, m, c, f]
            y[n, i * stride + k, j * stride + m, f] += value
    return y


# %% crop_and_concatenate
def crop_and_concatenate(skip, x):
    D, (B, H, W, C) = skip.shape[3], x.shape
    top = (skip.shape[1] - H) // 2
    left = (skip.shape[2] - W) // 2
    out = np.empty((B, H, W, D + C))
    for n, i, j in np.ndindex(B, H, W):
        for d in range(D):
            out[n, i, j, d] = skip[n, top + i, left + j, d]
        for c in range(C):
            out[n, i, j, D + c] = x[n, i, j, c]
    return out


# %% unet_sizes
def unet_sizes(size, depth):
    if depth == 0:
        return ([], [], size - 4) if size > 4 else None
    inner = unet_sizes((size - 4) // 2, depth - 1)
    if size % 2 == 1 or inner is None or inner[2] < 3:
        return None
    kept, crops, below = inner
    crop = (size - 4 - 2 * below) // 2
    return [size - 4, *kept], [crop, *crops], 2 * below - 4


# %% cross_entropy
def cross_entropy(z, y, weights):
    loss, dz = 0.0, np.zeros(z.shape)
    for where in np.ndindex(y.shape):
        scores, k = z[where], y[where]
        scores = scores - max(scores)
        total = sum(np.exp(s) for s in scores)
        loss += weights[k] * (np.log(total) - scores[k]) / y.size
        for c in range(len(weights)):
            p = np.exp(scores[c]) / total
            dz[where][c] = weights[k] * (p - (c == k)) / y.size
    return loss, dz


# %% dice_loss
def dice_loss(p, t):
    K = p.shape[-1]
    loss, dp = 1.0, np.zeros(p.shape)
    for k in range(K):
        above, below = 1.0, 1.0
        for a, b in zip(p[..., k].flat, t[..., k].flat):
            above += 2 * a * b
            below += a + b
        loss -= above / below / K
        for where in np.ndindex(p.shape[:-1]):
            slope = 2 * t[where][k] / below - above / below**2
            dp[where][k] = -slope / K
    return loss, dp


# %% iou
def iou(y, y_hat, K):
    both, either = [0] * K, [0] * K
    for a, b in zip(y.flat, y_hat.flat):
        for k in {a, b}:
            either[k] += 1
        if a == b:
            both[a] += 1
    scores = [i / u if u else float("nan") for i, u in zip(both, either)]
    occur = [score for score, u in zip(scores, either) if u]
    return np.array(scores), sum(occur) / len(occur)


# %% overlay
def overlay(image, labels, colours, alpha):
    H, W = image.shape
    out = np.zeros((H, W, 3))
    for i in range(H):
        for j in range(W):
            k, share = labels[i, j], alpha
            for u, v in [(i - 1, j), (i + 1, j), (i, j - 1), (i, j + 1)]:
                if 0 <= u < H and 0 <= v < W and labels[u, v] != k:
                    share = 1
            if k == 0:
                share = 0
            for c in range(3):
                out[i, j, c] = (1 - share) * image[i, j] + share * colours[
                    k, c
                ]
    return out
