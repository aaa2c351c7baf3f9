# loses: test_split_example, test_windows
# hint: You train on every window whose inputs lie among the first n_train
#   values. The targets of the last of these lie after them, in the test part.
# %% windows
def windows(values, lookback, horizon):
    m = len(values) - lookback - horizon + 1
    places = np.arange(m)[:, None] + np.arange(lookback)
    return values[places][:, :, None], values[lookback + horizon - 1 :]


def split(values, n_train, lookback, horizon):
    past = values[:n_train]
    scaled = (values - past.mean()) / past.std()
    X, y = windows(scaled, lookback, horizon)
    seen = n_train - lookback + 1
    return X[:seen], y[:seen], X[seen:], y[seen:]
