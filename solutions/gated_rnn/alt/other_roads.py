# One product for input, state and bias, gates by the hyperbolic tangent;
# views, masks and partial sorting in place of indices.
# %% lstm_step
def lstm_step(x, h, c, W, U, b):
    u = h.shape[1]
    one = np.ones((len(x), 1))
    a = np.hstack([x, h, one]) @ np.vstack([W, U, b])  # (B, 4u)
    gates = 0.5 + 0.5 * np.tanh(a / 2)
    i, f, o = gates[:, :u], gates[:, u : 2 * u], gates[:, 3 * u :]
    c_new = f * c + i * np.tanh(a[:, 2 * u : 3 * u])
    return o * np.tanh(c_new), c_new


# %% weights
def gru_to_torch(W, U, b):
    def moved(array):
        blocks = array.T.reshape(3, -1, len(array))  # gate, unit, row
        return blocks[[1, 0, 2]].reshape(-1, len(array))

    biases = moved(b)
    return moved(W), moved(U), biases[:, 0], biases[:, 1]


def lstm_from_torch(weight_ih, weight_hh, bias_ih, bias_hh):
    W, U = (np.moveaxis(a, 0, 1).copy() for a in (weight_ih, weight_hh))
    return W, U, np.sum([bias_ih, bias_hh], axis=0)


# %% parameters
def parameters(kind, d, units, library, bidirectional):
    blocks = dict(rnn=1, lstm=4, gru=3)[kind]
    u = np.array(units)
    below = np.array([d, *((1 + bidirectional) * u[:-1])])
    biases = 1 + ((library == "torch") | (kind == "gru"))
    return (1 + bidirectional) * blocks * np.sum(u * (below + u + biases))


# %% windows
def windows(values, lookback, horizon):
    view = np.lib.stride_tricks.sliding_window_view
    rows = view(values, lookback + horizon)
    return rows[:, :lookback, np.newaxis], rows[:, -1]


def split(values, n_train, lookback, horizon):
    mean, std = np.mean(values[:n_train]), np.std(values[:n_train])
    X, y = windows(values, lookback, horizon)
    X, y = (X - mean) / std, (y - mean) / std
    target = np.arange(len(values))[lookback + horizon - 1 :]
    seen = target < n_train
    return X[seen], y[seen], X[~seen], y[~seen]


# %% baselines
def seasonal_naive(values, start, season, horizon):
    back = ((horizon - 1) // season + 1) * season
    return np.roll(values, back)[start:]


def scores(y, y_hat, past, season):
    n = len(y)
    rmse = np.linalg.norm(y - y_hat) / np.sqrt(n)
    before = np.arange(len(past) - season)
    scale = np.linalg.norm(past[before + season] - past[before], 1)
    mae = np.linalg.norm(y - y_hat, 1) / n
    return rmse, mae * len(before) / scale


# %% walk_forward
def walk_forward(X, y, origins, horizon, lam):
    made = np.full(len(X), np.nan)
    target_known = np.arange(len(X)) + horizon
    for start in origins:
        rows = target_known <= start
        made[start:] = ridge_forecast(X[rows], y[rows], X[start:], lam)
    return made[origins[0] :]


# %% intervals
def interval(errors, miss):
    n = len(errors)
    k = int(np.floor(0.5 * miss * (n + 1)))
    padded = np.concatenate([[-np.inf], errors, [np.inf]])
    padded = np.partition(padded, [k, n + 1 - k])
    return padded[k], padded[n + 1 - k]


def coverage(y, low, high):
    outside = np.logical_or(y < low, y > high)
    return 1 - np.count_nonzero(outside) / y.size, np.mean(high - low)
