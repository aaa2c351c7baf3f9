# Whatever need not wait for the step before is computed for all steps at once.
# %% step
def step(x, h, W, U, b):
    return np.tanh(np.concatenate([x, h], axis=1) @ np.concatenate([W, U]) + b)


# %% rnn
def rnn(x, W, U, b, h0=None, return_sequences=False):
    a = np.einsum("btd,du->tbu", x, W) + b
    h = np.zeros((len(a) + 1, len(x), len(U)))
    if h0 is not None:
        h[0] = h0
    for t, inputs in enumerate(a):
        h[t + 1] = np.tanh(inputs + h[t] @ U)
    return h[1:].swapaxes(0, 1) if return_sequences else h[-1]


# %% count_parameters
def count_parameters(d, units, k, biases):
    widths = np.array([d, *units], dtype=int)
    below, u = widths[:-1], widths[1:]
    return int(np.sum((below + u + biases) * u) + (widths[-1] + 1) * k)


# %% rnn_backward
def rnn_backward(dy, x, h, U, h0):
    slopes, da = 1 - h * h, np.zeros(h.shape)
    dh = np.zeros(h0.shape)
    for t in range(x.shape[1])[::-1]:
        da[:, t] = (dy[:, t] + dh) * slopes[:, t]
        dh = np.einsum("bj,ij->bi", da[:, t], U)
    before = np.concatenate([h0[:, None], h[:, :-1]], axis=1)
    dW = np.tensordot(x, da, ([0, 1], [0, 1]))
    dU = np.tensordot(before, da, ([0, 1], [0, 1]))
    return dW, dU, da.sum(axis=(0, 1)), dh


# %% clip_by_global_norm
def clip_by_global_norm(grads, threshold):
    norm = np.linalg.norm(np.concatenate([g.ravel() for g in grads]))
    if norm > threshold:
        grads = [g * (threshold / norm) for g in grads]
    return [g.copy() for g in grads], float(norm)


# %% gradient_flow
def gradient_flow(h, U):
    factors = U * (1 - h**2)[:, None, :]
    products = [np.eye(len(U))]
    for factor in np.flip(factors, axis=0):
        products.append(factor @ products[-1])
    norms = np.linalg.norm(np.stack(products), 2, axis=(1, 2))
    beta = np.sqrt(np.linalg.eigvalsh(U.T @ U).max())
    least = np.abs(h).min()
    return norms, np.power(beta * (1 - least**2), np.arange(len(h) + 1))
