# Ridge as least squares with √(nλ) I below X; the lasso by accelerated
# proximal gradient steps (Beck and Teboulle 2009).
# %% ridge
def ridge(X, y, lam):
    n, d = X.shape
    A = np.vstack([X, np.sqrt(n * lam) * np.eye(d)])
    return np.linalg.lstsq(A, np.concatenate([y, np.zeros(d)]), rcond=None)[0]


# %% lasso
def lasso(X, y, lam, sweeps):
    step = len(X) / (2 * np.linalg.eigvalsh(X.T @ X)[-1])
    w = v = np.zeros(X.shape[1])
    t = 1.0
    for _ in range(20 * sweeps):
        z = v - step * 2 * X.T @ (X @ v - y) / len(X)
        new = z - np.clip(z, -step * lam, step * lam)
        t, before = (1 + np.sqrt(1 + 4 * t * t)) / 2, t
        w, v = new, new + (before - 1) / t * (new - w)
    return w


# %% soft_threshold
def soft_threshold(z, t):
    return z - np.clip(z, -t, t)
