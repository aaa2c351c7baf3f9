# What a network computes in, float32.
# %% lstm_step
def lstm_step(x, h, c, W, U, b):
    x, h, c, W, U, b = map(np.float32, (x, h, c, W, U, b))
    a = np.einsum("nd,dm->nm", x, W) + np.einsum("nu,um->nm", h, U) + b
    i, f, g, o = np.moveaxis(a.reshape(len(x), 4, -1), 1, 0)
    i, f, o = (1 / (1 + np.exp(-v)) for v in (i, f, o))
    c = np.add(f * c, i * np.tanh(g))
    return [o * np.tanh(c), c]


# %% weights
def gru_to_torch(W, U, b):
    u = len(U)
    order = np.r_[u : 2 * u, 0:u, 2 * u : 3 * u]
    W, U, b = (np.float32(array)[:, order] for array in (W, U, b))
    return W.T, U.T, *b


def lstm_from_torch(weight_ih, weight_hh, bias_ih, bias_hh):
    b = np.float32(bias_ih) + np.float32(bias_hh)
    return np.float32(weight_ih).T, np.float32(weight_hh).T, b


# %% windows
def windows(values, lookback, horizon):
    values = np.float32(values)
    m = len(values) - lookback - horizon + 1
    X = np.stack([values[k : k + m] for k in range(lookback)], axis=1)
    return np.expand_dims(X, -1), values[-m:]


def split(values, n_train, lookback, horizon):
    past = values[:n_train]
    X, y = windows((values - past.mean()) / past.std(), lookback, horizon)
    rest = len(values) - n_train  # windows whose target is not for training
    seen = len(X) - rest
    return X[:seen], y[:seen], X[seen:], y[seen:]


# %% baselines
def seasonal_naive(values, start, season, horizon):
    back = season * int(np.ceil(horizon / season))
    return np.float32(values)[start - back : len(values) - back]


def scores(y, y_hat, past, season):
    y, y_hat, past = map(np.float32, (y, y_hat, past))
    naive = np.abs(past[season:] - past[:-season])
    errors = np.abs(y_hat - y)
    return np.mean(errors**2) ** 0.5, np.mean(errors) / np.mean(naive)


# %% intervals
def interval(errors, miss):
    k = np.int64((1 + len(errors)) * miss // 2)
    if k < 1:
        return -np.inf, np.inf
    ordered = np.sort(np.float32(errors))[::-1]
    return ordered[-k], ordered[k - 1]


def coverage(y, low, high):
    y, low, high = map(np.float32, (y, low, high))
    return np.mean((y >= low) * (y <= high)), np.mean(high - low)
