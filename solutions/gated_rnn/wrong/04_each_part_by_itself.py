# loses: test_split_example, test_windows
# hint: You scale the test values by their own mean and deviation, which nobody
#   knows when the forecast is made. Scale everything by values[:n_train].
# %% windows
def windows(values, lookback, horizon):
    m = len(values) - lookback - horizon + 1
    places = np.arange(m)[:, None] + np.arange(lookback)
    return values[places][:, :, None], values[lookback + horizon - 1 :]


def split(values, n_train, lookback, horizon):
    past, later = values[:n_train], values[n_train:]
    scale = later.std() if len(later) > 1 else 1
    later = (later - later.mean()) / scale if len(later) else later
    past = (past - past.mean()) / past.std()
    X, y = windows(np.concatenate([past, later]), lookback, horizon)
    seen = n_train - lookback - horizon + 1
    return X[:seen], y[:seen], X[seen:], y[seen:]
