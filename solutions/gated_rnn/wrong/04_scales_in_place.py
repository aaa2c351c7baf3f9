# loses: test_split_example, test_windows
# hint: `values -= …` scales the caller's series itself: compute a new array.
# %% windows
def windows(values, lookback, horizon):
    m = len(values) - lookback - horizon + 1
    places = np.arange(m)[:, None] + np.arange(lookback)
    return values[places][:, :, None], values[lookback + horizon - 1 :]


def split(values, n_train, lookback, horizon):
    values -= values[:n_train].mean()
    values /= values[:n_train].std()
    X, y = windows(values, lookback, horizon)
    seen = n_train - lookback - horizon + 1
    return X[:seen], y[:seen], X[seen:], y[seen:]
