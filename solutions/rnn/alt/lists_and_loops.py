# One number at a time, with lists in between.
# %% step
def step(x, h, W, U, b):
    new = []
    for inputs, states in zip(x.tolist(), h.tolist()):
        row = []
        for j in range(len(b)):
            a = b[j]
            a += sum(v * W[i][j] for i, v in enumerate(inputs))
            a += sum(v * U[i][j] for i, v in enumerate(states))
            row.append(np.tanh(a))
        new.append(row)
    return np.array(new)


# %% rnn
def rnn(x, W, U, b, h0=None, return_sequences=False):
    runs = []
    for n, sequence in enumerate(x):
        h, states = np.zeros(len(U)) if h0 is None else h0[n], []
        for inputs in sequence:
            h = np.array(
                [
                    np.tanh(inputs @ W[:, j] + h @ U[:, j] + b[j])
                    for j in range(len(U))
                ]
            )
            states.append(h)
        runs.append(states)
    if return_sequences:
        return np.array(runs)
    return np.array([states[-1] for states in runs])


# %% count_parameters
def count_parameters(d, units, k, biases):
    if not units:
        return (d + 1) * k
    u, *others = units
    return (d + u + biases) * u + count_parameters(u, others, k, biases)


# %% rnn_backward
def rnn_backward(dy, x, h, U, h0):
    (B, T, u), d = h.shape, x.shape[2]
    dW, dU, db = np.zeros((d, u)), np.zeros((u, u)), np.zeros(u)
    dh0 = np.zeros((B, u))
    for n in range(B):
        back = [0.0] * u
        for t in range(T - 1, -1, -1):
            before = h0[n] if t == 0 else h[n, t - 1]
            a = [
                (dy[n, t, j] + back[j]) * (1 - h[n, t, j] * h[n, t, j])
                for j in range(u)
            ]
            for j in range(u):
                db[j] += a[j]
                for i in range(d):
                    dW[i, j] += x[n, t, i] * a[j]
                for i in range(u):
                    dU[i, j] += before[i] * a[j]
            back = [sum(U[i, j] * a[j] for j in range(u)) for i in range(u)]
        dh0[n] = back
    return [dW, dU, db, dh0]


# %% clip_by_global_norm
def clip_by_global_norm(grads, threshold):
    squares = 0.0
    for g in grads:
        for value in g.ravel().tolist():
            squares += value * value
    norm = squares**0.5
    if norm <= threshold:
        return grads, norm
    return [g / norm * threshold for g in grads], norm


# %% gradient_flow
def gradient_flow(h, U):
    T, norms = len(h), []
    for k in range(T + 1):
        product = np.eye(len(U))
        for t in range(T - k, T):
            product = product @ U @ np.diag(1 - h[t] ** 2)
        norms.append(np.linalg.svd(product, compute_uv=False)[0])
    beta = np.linalg.svd(U, compute_uv=False)[0]
    slope = max(1 - value * value for value in h.ravel())
    return norms, [(beta * slope) ** k for k in range(T + 1)]
