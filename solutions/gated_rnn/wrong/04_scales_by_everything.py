# loses: test_split_example, test_windows
# hint: You scale by the mean and the deviation of the whole series, so that
#   the training windows know something of the future. Take those of
#   values[:n_train].
# %% windows
def windows(values, lookback, horizon):
    m = len(values) - lookback - horizon + 1
    places = np.arange(m)[:, None] + np.arange(lookback)
    return values[places][:, :, None], values[lookback + horizon - 1 :]


def split(values, n_train, lookback, horizon):
    scaled = (values - values.mean()) / values.std()
    X, y = windows(scaled, lookback, horizon)
    seen = n_train - lookback - horizon + 1
    return X[:seen], y[:seen], X[seen:], y[seen:]
