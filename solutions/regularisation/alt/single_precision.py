# All of it in float32, as a network would.
# %% standardise
def standardise(X_train, X_test):
    X_train, X_test = np.float32(X_train), np.float32(X_test)
    mean, std = X_train.mean(axis=0), X_train.std(axis=0)
    std[std == 0] = 1
    return (X_train - mean) / std, (X_test - mean) / std


# %% ridge
def ridge(X, y, lam):
    X, y = np.float32(X), np.float32(y)
    n, d = X.shape
    penalty = np.float32(n * lam) * np.eye(d, dtype=np.float32)
    return np.linalg.solve(X.T @ X + penalty, X.T @ y)


# %% soft_threshold
def soft_threshold(z, t):
    z = np.float32(z)
    return np.sign(z) * np.maximum(np.abs(z) - np.float32(t), 0)


# %% lasso
def lasso(X, y, lam, sweeps):
    X, y = np.float32(X), np.float32(y)
    w = np.zeros(X.shape[1], dtype=np.float32)
    t = np.float32(len(X) * lam / 2)
    for _ in range(sweeps):
        for j, x in enumerate(X.T):
            b = x @ (y - X @ w + x * w[j])
            w[j] = np.sign(b) * max(abs(b) - t, 0) / (x @ x)
    return w


# %% dropout_mask
def dropout_mask(shape, rate, rng):
    return rng.random(shape, dtype=np.float32) >= rate


# %% dropout
def dropout(x, mask, rate, training):
    scale = np.float32(1) / np.float32(1 - rate)
    return np.float32(x) * mask * scale if training else np.float32(x)


def dropout_backward(grad, mask, rate):
    return np.float32(grad) * mask * (np.float32(1) / np.float32(1 - rate))
