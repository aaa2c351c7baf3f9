# Number by number, with hardly a vectorised operation.
# %% plan
def count(layers, first):
    trained = frozen = 0
    for i in range(len(layers)):
        layer = layers[i]
        if layer[0] == "norm":
            for _ in range(layer[1]):
                if i >= first:
                    trained += 2
                else:
                    frozen += 2
                frozen += 2
            continue
        numbers = 0
        if layer[0] == "conv":
            numbers = layer[1] ** 2 * layer[2] * layer[3]
        if layer[0] == "dense":
            numbers = layer[1] * layer[2] + layer[2]
        if i >= first:
            trained += numbers
        else:
            frozen += numbers
    return trained, frozen


def stage_of(epoch, lengths, lr):
    end, rate, k = 0, lr, 0
    while k < len(lengths):
        end += lengths[k]
        if end > epoch:
            return k, rate
        rate *= 0.1
        k += 1
    return k, 0.0


# %% frozen_norm
def frozen_norm(x, gamma, beta, mean, variance, eps):
    y = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        c = i[-1]
        y[i] = (x[i] - mean[c]) / (variance[c] + eps) ** 0.5
        y[i] = y[i] * gamma[c] + beta[c]
    return y


def frozen_norm_backward(dy, x, gamma, mean, variance, eps):
    dx, dgamma, dbeta = np.zeros(x.shape), np.zeros(len(gamma)), 0 * mean
    for i in np.ndindex(x.shape):
        c = i[-1]
        width = (variance[c] + eps) ** 0.5
        dx[i] = dy[i] * gamma[c] / width
        dgamma[c] += dy[i] * (x[i] - mean[c]) / width
        dbeta[c] += dy[i]
    return dx, dgamma, dbeta


# %% features
def features(x, blocks, eps):
    found = []
    for image in x:
        maps = image[None]
        for block in blocks:
            maps = convolve(maps, block["W"], block["stride"])
            for c in range(maps.shape[3]):
                width = (block["variance"][c] + eps) ** 0.5
                normal = (maps[..., c] - block["mean"][c]) / width
                y = normal * block["gamma"][c] + block["beta"][c]
                maps[..., c] = np.where(y > 0, y, 0)
        total = 0
        for row in maps[0]:
            for pixel in row:
                total = total + pixel
        found.append(total / (maps.shape[1] * maps.shape[2]))
    return np.array(found)


# %% head
def head_gradients(H, y, W, b):
    n, (d, k) = len(H), W.shape
    loss, dH, dW, db = 0.0, np.zeros((n, d)), np.zeros((d, k)), np.zeros(k)
    for i in range(n):
        z = [sum(H[i, m] * W[m, j] for m in range(d)) + b[j] for j in range(k)]
        top = max(z)
        total = sum(np.exp(one - top) for one in z)
        loss -= (z[y[i]] - top - np.log(total)) / n
        for j in range(k):
            dz = (np.exp(z[j] - top) / total - (j == y[i])) / n
            db[j] += dz
            for m in range(d):
                dW[m, j] += H[i, m] * dz
                dH[i, m] += W[m, j] * dz
    return loss, dH, dW, db


def train_head(H, y, W, b, lr, steps):
    W, b, losses = W.copy(), b.copy(), np.zeros(steps)
    for t in range(steps):
        losses[t], _, dW, db = head_gradients(H, y, W, b)
        W -= lr * dW
        b -= lr * db
    return W, b, losses


# %% base_gradients
def base_gradients(dH, x, blocks, first, eps):
    total = [np.zeros(block["W"].shape) for block in blocks[first:]]
    for slope, image in zip(dH, x):  # one image after the other
        inputs, outputs = [image[None]], []
        for block in blocks:
            y = convolve(inputs[-1], block["W"], block["stride"])
            for c in range(y.shape[3]):
                width = (block["variance"][c] + eps) ** 0.5
                y[..., c] = (y[..., c] - block["mean"][c]) / width
                y[..., c] = y[..., c] * block["gamma"][c] + block["beta"][c]
            outputs.append(y)
            inputs.append(np.where(y > 0, y, 0))
        back = np.zeros(y.shape)
        for i in np.ndindex(y.shape):
            back[i] = slope[i[3]] / (y.shape[1] * y.shape[2])
        for number in range(len(blocks) - 1, first - 1, -1):
            block = blocks[number]
            for i in np.ndindex(back.shape):
                width = (block["variance"][i[3]] + eps) ** 0.5
                on = outputs[number][i] > 0
                back[i] = back[i] * block["gamma"][i[3]] / width if on else 0
            back, dW = convolve_backward(
                back, inputs[number], block["W"], block["stride"]
            )
            total[number - first] += dW
    return total


# %% unfreeze
def unfreeze(net, first):
    net.train()
    for name, w in net.named_parameters():
        w.requires_grad = int(name.split(".")[0]) >= first
    for i in range(first):
        net[i].eval()
    for part in net.modules():
        if "BatchNorm" in type(part).__name__:
            part.eval()
            for w in part.parameters():
                w.requires_grad = False
    return list(filter(lambda w: w.requires_grad, net.parameters()))


# %% paired
def paired_difference(a, b):
    n = len(a)
    mean = sum(p - q for p, q in zip(a, b)) / n
    squares = sum((p - q - mean) ** 2 for p, q in zip(a, b))
    return mean, (squares / (n - 1) / n) ** 0.5
