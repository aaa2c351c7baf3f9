# Ridge by its n × n dual; the lasso on the Gram matrix, in the reverse order.
# %% standardise
def standardise(X_train, X_test):
    mean = np.mean(X_train, axis=0, keepdims=True)
    centred = X_train - mean
    std = np.sqrt(np.mean(centred**2, axis=0, keepdims=True))
    std[:, np.ptp(X_train, axis=0) == 0] = 1
    return centred / std, (X_test - mean) / std


# %% ridge
def ridge(X, y, lam):
    return X.T @ np.linalg.solve(X @ X.T + len(X) * lam * np.eye(len(X)), y)


# %% soft_threshold
def soft_threshold(z, t):
    return np.maximum(z - t, 0) - np.maximum(-z - t, 0)


# %% lasso
def lasso(X, y, lam, sweeps):
    n, d = X.shape
    G, c, w = X.T @ X / n, X.T @ y / n, np.zeros(d)
    for _ in range(sweeps):
        for j in reversed(range(d)):
            b = c[j] - G[j] @ w + G[j, j] * w[j]
            w[j] = soft_threshold(b, lam / 2) / G[j, j]
    return w


# %% dropout_mask
def dropout_mask(shape, rate, rng):
    return rng.binomial(1, 1 - rate, size=shape).astype(bool)


# %% dropout
def dropout(x, mask, rate, training):
    if not training:
        return x.copy()
    return np.where(mask, x / (1 - rate), 0)


def dropout_backward(grad, mask, rate):
    out = np.zeros_like(grad)
    out[mask] = grad[mask] / (1 - rate)
    return out


# %% early_stopping
def early_stopping(losses, patience):
    lowest = np.minimum.accumulate(losses)
    for stop in range(patience, len(losses)):
        if lowest[stop] == lowest[stop - patience]:
            return np.argmin(losses[: stop + 1]), stop
    return np.argmin(losses), len(losses) - 1
