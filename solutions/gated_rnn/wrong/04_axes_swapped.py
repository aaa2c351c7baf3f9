# loses: test_windows_example, test_split_example, test_windows
# hint: You have the axes in another order. X is (samples, steps, features):
#   (m, lookback, 1).
# %% windows
def windows(values, lookback, horizon):
    m = len(values) - lookback - horizon + 1
    places = np.arange(m)[:, None] + np.arange(lookback)
    return values[places][:, None, :], values[lookback + horizon - 1 :]


def split(values, n_train, lookback, horizon):
    past = values[:n_train]
    scaled = (values - past.mean()) / past.std()
    X, y = windows(scaled, lookback, horizon)
    seen = n_train - lookback - horizon + 1
    return X[:seen], y[:seen], X[seen:], y[seen:]
