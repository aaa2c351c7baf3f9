# loses: test_split_example, test_windows
# hint: You count the test windows from the end. Where there are none, X[:-0]
#   is empty and X[-0:] is everything: count from the start.
# %% windows
def windows(values, lookback, horizon):
    m = len(values) - lookback - horizon + 1
    places = np.arange(m)[:, None] + np.arange(lookback)
    return values[places][:, :, None], values[lookback + horizon - 1 :]


def split(values, n_train, lookback, horizon):
    past = values[:n_train]
    scaled = (values - past.mean()) / past.std()
    X, y = windows(scaled, lookback, horizon)
    rest = len(values) - n_train
    return X[:-rest], y[:-rest], X[-rest:], y[-rest:]
