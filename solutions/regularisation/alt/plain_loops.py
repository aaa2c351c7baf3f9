# No vectorised operation, lists in between.
# %% standardise
def standardise(X_train, X_test):
    Z_train, Z_test = np.zeros(X_train.shape), np.zeros(X_test.shape)
    for j in range(X_train.shape[1]):
        column = X_train[:, j].tolist()
        mean = sum(column) / len(column)
        std = (sum((v - mean) ** 2 for v in column) / len(column)) ** 0.5
        if std == 0:
            std = 1
        for X, Z in ((X_train, Z_train), (X_test, Z_test)):
            for i in range(len(X)):
                Z[i, j] = (X[i, j] - mean) / std
    return Z_train, Z_test


# %% ridge
def ridge(X, y, lam):
    A, b = X.T @ X / len(X), X.T @ y / len(X)
    for j in range(len(A)):
        A[j, j] += lam
    return np.linalg.lstsq(A, b, rcond=None)[0]


# %% soft_threshold
def soft_threshold(z, t):
    if np.ndim(z) == 0:
        return z - t if z > t else z + t if z < -t else 0.0
    return np.array([soft_threshold(row, t) for row in z])


# %% lasso
def lasso(X, y, lam, sweeps):
    n, d = X.shape
    columns, w, residual = X.T.tolist(), [0.0] * d, y.tolist()
    for _ in range(sweeps):
        for j, x in enumerate(columns):
            a = sum(v * v for v in x)
            b = sum(v * r for v, r in zip(x, residual)) + a * w[j]
            t = n * lam / 2
            new = (b - t) / a if b > t else (b + t) / a if b < -t else 0.0
            residual = [r - v * (new - w[j]) for v, r in zip(x, residual)]
            w[j] = new
    return np.array(w)


# %% dropout_mask
def dropout_mask(shape, rate, rng):
    mask = np.empty(shape, dtype=bool)
    for where in np.ndindex(*shape):
        mask[where] = rng.random() >= rate
    return mask


# %% dropout
def dropout(x, mask, rate, training):
    out = np.array(x)
    if training:
        for where in np.ndindex(*x.shape):
            out[where] = x[where] / (1 - rate) if mask[where] else 0
    return out


def dropout_backward(grad, mask, rate):
    return dropout(grad, mask, rate, training=True)


# %% early_stopping
def early_stopping(losses, patience):
    best, lowest, waited = 0, float("inf"), 0
    for epoch, loss in enumerate(losses):
        if loss < lowest:
            best, lowest, waited = epoch, loss, 0
        else:
            waited += 1
            if waited == patience:
                break
    return [best, epoch]
