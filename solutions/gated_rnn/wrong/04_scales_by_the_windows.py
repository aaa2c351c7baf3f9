# loses: test_split_example, test_windows
# hint: You take mean and deviation over the windows, in which most values
#   occur several times and some of values[:n_train] not at all. Take them over
#   values[:n_train].
# %% windows
def windows(values, lookback, horizon):
    m = len(values) - lookback - horizon + 1
    places = np.arange(m)[:, None] + np.arange(lookback)
    return values[places][:, :, None], values[lookback + horizon - 1 :]


def split(values, n_train, lookback, horizon):
    X, y = windows(values, lookback, horizon)
    seen = n_train - lookback - horizon + 1
    mean, std = X[:seen].mean(), X[:seen].std()
    std = std if std > 0 else 1
    X, y = (X - mean) / std, (y - mean) / std
    return X[:seen], y[:seen], X[seen:], y[seen:]
