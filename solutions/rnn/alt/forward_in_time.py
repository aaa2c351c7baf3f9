# The gradient carried along with the states (real-time recurrent learning,
# Williams and Zipser 1989); runs and counts by recursion.
# %% rnn
def rnn(x, W, U, b, h0=None, return_sequences=False):
    if h0 is None:
        h0 = np.zeros(len(b))  # the same for each sequence
    h = np.tanh(x[:, 0] @ W + h0 @ U + b)
    if x.shape[1] == 1:
        return h[:, None] if return_sequences else h
    rest = rnn(x[:, 1:], W, U, b, h, return_sequences)
    if return_sequences:
        return np.concatenate([h[:, None], rest], axis=1)
    return rest


# %% rnn_backward
def rnn_backward(dy, x, h, U, h0):
    (B, T, u), d = h.shape, x.shape[2]
    own = np.eye(u)
    # How each state hangs on each weight; W, U and b stacked into one matrix.
    by_weight = np.zeros((B, d + u + 1, u, u))  # (B, row, column, unit)
    by_start = np.broadcast_to(own, (B, u, u))  # (B, unit of h0, unit)
    total, dh0 = np.zeros((d + u + 1, u)), np.zeros((B, u))
    for t in range(T):
        before = h0 if t == 0 else h[:, t - 1]
        row = np.concatenate([x[:, t], before, np.ones((B, 1))], axis=1)
        slope = 1 - h[:, t] ** 2
        direct = row[:, :, None, None] * own
        by_weight = (by_weight @ U + direct) * slope[:, None, None]
        by_start = (by_start @ U) * slope[:, None]
        total += np.einsum("brcu,bu->rc", by_weight, dy[:, t])
        dh0 += np.einsum("biu,bu->bi", by_start, dy[:, t])
    return total[:d], total[d:-1], total[-1], dh0


# %% clip_by_global_norm
def clip_by_global_norm(grads, threshold):
    norm = np.linalg.norm([np.linalg.norm(g) for g in grads])
    with np.errstate(divide="ignore"):
        factor = np.minimum(1, threshold / norm)
    return tuple(np.multiply(factor, g) for g in grads), norm


# %% gradient_flow
def gradient_flow(h, U):
    def product(k):  # transposed: units of the last state in rows
        if k == 0:
            return np.eye(len(U))
        return product(k - 1) @ ((1 - h[-k] ** 2)[:, None] * U.T)

    norms = [np.linalg.norm(product(k), 2) for k in range(len(h) + 1)]
    beta, slope = np.linalg.norm(U, ord=2), (1 - h**2).max()
    return np.array(norms), np.cumprod([1] + [beta * slope] * len(h))
