# The frozen normalisation as what it is, a multiplication and an addition,
# folded into the kernels; and sums written as matrix products.
# %% plan
def count(layers, first):
    def numbers(kind, *sizes):
        if kind == "dense":
            return (sizes[0] + 1) * sizes[1]
        if kind == "norm":
            return 2 * sizes[0]
        return sizes[0] * int(np.prod(sizes)) if kind == "conv" else 0

    moving = sum(2 * layer[1] for layer in layers if layer[0] == "norm")
    trained = sum(numbers(*layer) for layer in layers[first:])
    return trained, moving + sum(numbers(*layer) for layer in layers[:first])


def stage_of(epoch, lengths, lr):
    k = int(np.searchsorted(np.cumsum(lengths), epoch, side="right"))
    return k, lr * 10.0**-k * (k < len(lengths))


# %% frozen_norm
def frozen_norm(x, gamma, beta, mean, variance, eps):
    slope = gamma * (variance + eps) ** -0.5
    return x * slope + (beta - mean * slope)


def frozen_norm_backward(dy, x, gamma, mean, variance, eps):
    C, root = len(gamma), (variance + eps) ** -0.5
    flat, values = dy.reshape(-1, C), x.reshape(-1, C)
    along = np.einsum("nc,nc->c", flat, values) - mean * flat.sum(0)
    return (
        np.einsum("...c,c->...c", dy, gamma * root),
        along * root,
        flat.sum(0),
    )


# %% features
def features(x, blocks, eps):
    for block in blocks:
        slope = block["gamma"] * (block["variance"] + eps) ** -0.5
        shift = block["beta"] - block["mean"] * slope
        x = convolve(x, block["W"] * slope, block["stride"]) + shift
        x = x * (x > 0)
    B, H, V, F = x.shape
    return np.full(H * V, 1 / (H * V)) @ x.reshape(B, H * V, F)


# %% head
def head_gradients(H, y, W, b):
    rows, z = np.arange(len(y)), H @ W + b
    log_p = z - np.logaddexp.reduce(z, axis=1)[:, None]
    dz = np.exp(log_p)
    dz[rows, y] -= 1
    dz /= len(y)
    loss = -log_p[rows, y].mean()
    return (
        loss,
        np.einsum("nk,dk->nd", dz, W),
        (dz.T @ H).T,
        np.ones(len(y)) @ dz,
    )


def train_head(H, y, W, b, lr, steps):
    ones = np.column_stack([H, np.ones(len(H))])  # the bias as one more weight
    both, losses = np.vstack([W, b]), []
    for _ in range(steps):
        loss, _, slope, _ = head_gradients(ones, y, both, np.zeros(len(b)))
        losses += [loss]
        both = both - lr * slope
    return both[:-1], both[-1], np.array(losses)


# %% base_gradients
def base_gradients(dH, x, blocks, first, eps):
    slopes = [b["gamma"] * (b["variance"] + eps) ** -0.5 for b in blocks]
    inputs = [x]
    for block, slope in zip(blocks, slopes):
        shift = block["beta"] - block["mean"] * slope
        x = convolve(x, block["W"] * slope, block["stride"]) + shift
        x = np.maximum(x, 0)
        inputs.append(x)
    back = np.broadcast_to(dH[:, None, None], x.shape) / x[0, ..., 0].size

    def down(i, back):
        if i < first:
            return []
        block = blocks[i]
        back = np.where(inputs[i + 1] > 0, back, 0)
        dx, dW = convolve_backward(
            back, inputs[i], block["W"] * slopes[i], block["stride"]
        )
        return [*down(i - 1, dx), dW * slopes[i]]

    return down(len(blocks) - 1, back)


# %% unfreeze
def unfreeze(net, first):
    frozen = net[:first]
    net.requires_grad_(True).train()
    frozen.requires_grad_(False).eval()

    def freeze(part):
        if isinstance(part, nn.modules.batchnorm._BatchNorm):
            part.requires_grad_(False).eval()

    net.apply(freeze)
    return [w for w in net.parameters() if w.requires_grad]


# %% paired
def paired_difference(a, b):
    mean = np.mean(a, axis=0) - np.mean(b, axis=0)
    d = a - b
    return mean, np.sqrt(
        np.sum((d - mean) ** 2, axis=0) / (len(a) ** 2 - len(a))
    )
