# loses: test_split_example, test_windows
# hint: You train on the first n_train windows. n_train counts values: a window
#   is for training only if its target is among the first n_train values.
# %% windows
def windows(values, lookback, horizon):
    m = len(values) - lookback - horizon + 1
    places = np.arange(m)[:, None] + np.arange(lookback)
    return values[places][:, :, None], values[lookback + horizon - 1 :]


def split(values, n_train, lookback, horizon):
    past = values[:n_train]
    scaled = (values - past.mean()) / past.std()
    X, y = windows(scaled, lookback, horizon)
    return X[:n_train], y[:n_train], X[n_train:], y[n_train:]
