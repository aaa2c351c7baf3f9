# Every gradient by PyTorch, which is imported already; layers of PyTorch, too.
# %% frozen_norm
def frozen_norm(x, gamma, beta, mean, variance, eps):
    C = x.shape[-1]
    parts = map(torch.tensor, (x.reshape(-1, C), mean, variance, gamma, beta))
    y = nn.functional.batch_norm(*parts, training=False, eps=eps)
    return y.numpy().reshape(x.shape)


def frozen_norm_backward(dy, x, gamma, mean, variance, eps):
    x, gamma = (torch.tensor(a, requires_grad=True) for a in (x, gamma))
    beta = torch.zeros(len(mean), dtype=x.dtype, requires_grad=True)
    width = torch.tensor(np.sqrt(variance + eps))
    y = gamma * (x - torch.tensor(mean)) / width + beta
    y.backward(torch.tensor(dy))
    return tuple(a.grad.numpy() for a in (x, gamma, beta))


# %% head
def head_gradients(H, y, W, b):
    H, W, b = (torch.tensor(a, requires_grad=True) for a in (H, W, b))
    loss = nn.functional.cross_entropy(H @ W + b, torch.tensor(y))
    loss.backward()
    return loss.item(), *(a.grad.numpy() for a in (H, W, b))


def train_head(H, y, W, b, lr, steps):
    losses = []
    for _ in range(steps):
        loss, _, dW, db = head_gradients(H, y, W, b)
        W, b = np.subtract(W, lr * dW), np.subtract(b, lr * db)
        losses.append(loss)
    return W, b, np.array(losses)


# %% base_gradients
def base_gradients(dH, x, blocks, first, eps):
    x = torch.tensor(x).permute(0, 3, 1, 2)
    kernels = [
        torch.tensor(block["W"]).permute(3, 2, 0, 1).requires_grad_()
        for block in blocks
    ]
    for W, block in zip(kernels, blocks):
        z = nn.functional.conv2d(
            x, W, stride=block["stride"], padding=W.shape[-1] // 2
        )
        names = "mean", "variance", "gamma", "beta"
        norm = (torch.tensor(block[name]) for name in names)
        x = nn.functional.batch_norm(z, *norm, eps=eps).relu()
    x.mean((2, 3)).backward(torch.tensor(dH))
    return [W.grad.permute(2, 3, 1, 0).numpy() for W in kernels[first:]]
