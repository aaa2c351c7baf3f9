# loses: test_windows_example, test_split_example, test_windows
# hint: Your target is one step too early: with horizon 1 it is the last value
#   of its own window. Count the horizon from the last value of the window.
# %% windows
def windows(values, lookback, horizon):
    places = np.arange(len(values) - lookback - horizon + 1)
    X = values[places[:, None] + np.arange(lookback)]
    return X[:, :, None], values[places + lookback + horizon - 2]


def split(values, n_train, lookback, horizon):
    past = values[:n_train]
    scaled = (values - past.mean()) / past.std()
    X, y = windows(scaled, lookback, horizon)
    seen = n_train - lookback - horizon + 1
    return X[:seen], y[:seen], X[seen:], y[seen:]
