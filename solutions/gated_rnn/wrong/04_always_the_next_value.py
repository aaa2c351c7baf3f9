# loses: test_windows_example, test_split_example, test_windows
# hint: You take the value right after the window as its target, whatever the
#   horizon.
# %% windows
def windows(values, lookback, horizon):
    m = len(values) - lookback
    places = np.arange(m)[:, None] + np.arange(lookback)
    return values[places][:, :, None], values[lookback:]


def split(values, n_train, lookback, horizon):
    past = values[:n_train]
    scaled = (values - past.mean()) / past.std()
    X, y = windows(scaled, lookback, horizon)
    seen = n_train - lookback
    return X[:seen], y[:seen], X[seen:], y[seen:]
