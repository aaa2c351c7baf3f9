# Number by number, without a vectorised operation.
# %% lstm_step
def lstm_step(x, h, c, W, U, b):
    (B, d), u = x.shape, h.shape[1]
    h_new, c_new = np.zeros((B, u)), np.zeros((B, u))
    for n in range(B):
        for k in range(u):
            a = []
            for column in range(k, 4 * u, u):
                total = b[column]
                for j in range(d):
                    total += x[n, j] * W[j, column]
                for j in range(u):
                    total += h[n, j] * U[j, column]
                a.append(total)
            i, f, o = (1 / (1 + np.exp(-a[m])) for m in (0, 1, 3))
            c_new[n, k] = f * c[n, k] + i * np.tanh(a[2])
            h_new[n, k] = o * np.tanh(c_new[n, k])
    return h_new, c_new


# %% weights
def gru_to_torch(W, U, b):
    u = U.shape[0]
    order = [*range(u, 2 * u), *range(u), *range(2 * u, 3 * u)]
    weight_ih = [[W[j, m] for j in range(len(W))] for m in order]
    weight_hh = [[U[j, m] for j in range(u)] for m in order]
    bias_ih, bias_hh = ([row[m] for m in order] for row in b)
    return [np.array(a) for a in (weight_ih, weight_hh, bias_ih, bias_hh)]


def lstm_from_torch(weight_ih, weight_hh, bias_ih, bias_hh):
    W, U = np.array([*zip(*weight_ih)]), np.array([*zip(*weight_hh)])
    return W, U, np.array([one + two for one, two in zip(bias_ih, bias_hh)])


# %% parameters
def parameters(kind, d, units, library, bidirectional):
    if not units:
        return 0
    u, *above = units
    one = d * u + u * u + u
    if library == "torch" or kind == "gru":
        one += u
    if kind == "lstm":
        one *= 4
    elif kind == "gru":
        one *= 3
    if bidirectional:
        return 2 * one + parameters(kind, 2 * u, above, library, True)
    return one + parameters(kind, u, above, library, False)


# %% windows
def windows(values, lookback, horizon):
    X, y = [], []
    for start in range(len(values)):
        target = start + lookback + horizon - 1
        if target < len(values):
            X.append([[v] for v in values[start : start + lookback]])
            y.append(values[target])
    return np.array(X), np.array(y)


def split(values, n_train, lookback, horizon):
    mean = sum(values[:n_train]) / n_train
    var = sum((v - mean) ** 2 for v in values[:n_train]) / n_train
    scaled = [(v - mean) / var**0.5 for v in values]
    X, y = windows(scaled, lookback, horizon)
    seen = [k for k in range(len(y)) if k + lookback + horizon <= n_train]
    later = [k for k in range(len(y)) if k not in seen]
    return X[seen], y[seen], X[later], y[later]


# %% baselines
def seasonal_naive(values, start, season, horizon):
    made = []
    for t in range(start, len(values)):
        source = t - season
        while source > t - horizon:
            source -= season
        made.append(values[source])
    return np.array(made)


def scores(y, y_hat, past, season):
    squares = absolute = change = 0
    for one, other in zip(y, y_hat):
        squares += (one - other) ** 2
        absolute += abs(one - other)
    for s in range(season, len(past)):
        change += abs(past[s] - past[s - season])
    mase = absolute / len(y) / (change / (len(past) - season))
    return (squares / len(y)) ** 0.5, mase


# %% walk_forward
def walk_forward(X, y, origins, horizon, lam):
    made = []
    for t in range(origins[0], len(X)):
        origin = [s for s in origins if s <= t][-1]
        rows = [r for r in range(len(X)) if r + horizon <= origin]
        made.append(ridge_forecast(X[rows], y[rows], X[[t]], lam)[0])
    return np.array(made)


# %% intervals
def interval(errors, miss):
    k = 0
    while (k + 1) / (len(errors) + 1) <= miss / 2:
        k += 1
    if not k:
        return float("-inf"), float("inf")
    return sorted(errors)[k - 1], sorted(errors, reverse=True)[k - 1]


def coverage(y, low, high):
    held = sum(a <= value <= b for value, a, b in zip(y, low, high))
    return held / len(y), sum(b - a for a, b in zip(low, high)) / len(y)
