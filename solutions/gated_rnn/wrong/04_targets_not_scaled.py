# loses: test_split_example, test_windows
# hint: You scale the inputs, but not the targets.
# %% windows
def windows(values, lookback, horizon):
    m = len(values) - lookback - horizon + 1
    places = np.arange(m)[:, None] + np.arange(lookback)
    return values[places][:, :, None], values[lookback + horizon - 1 :]


def split(values, n_train, lookback, horizon):
    past = values[:n_train]
    X, y = windows(values, lookback, horizon)
    X = (X - past.mean()) / past.std()
    seen = n_train - lookback - horizon + 1
    return X[:seen], y[:seen], X[seen:], y[seen:]
