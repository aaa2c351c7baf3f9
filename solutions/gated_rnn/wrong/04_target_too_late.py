# loses: test_windows_example, test_split_example, test_windows
# hint: Your target is one step too late: horizon 1 is the value right after
#   the window.
# %% windows
def windows(values, lookback, horizon):
    m = len(values) - lookback - horizon
    places = np.arange(m)[:, None] + np.arange(lookback)
    return values[places][:, :, None], values[lookback + horizon :]


def split(values, n_train, lookback, horizon):
    past = values[:n_train]
    scaled = (values - past.mean()) / past.std()
    X, y = windows(scaled, lookback, horizon)
    seen = n_train - lookback - horizon + 1
    return X[:seen], y[:seen], X[seen:], y[seen:]
