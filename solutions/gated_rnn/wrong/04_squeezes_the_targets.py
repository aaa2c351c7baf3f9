# loses: test_windows
# hint: `squeeze` makes of a single window's target a number without an axis: y
#   has the shape (m,), (1,) for one window. Take the column, rows[:, -1].
# %% windows
def windows(values, lookback, horizon):
    view = np.lib.stride_tricks.sliding_window_view
    rows = view(values, lookback + horizon)
    return rows[:, :lookback, None], rows[:, -1:].squeeze()


def split(values, n_train, lookback, horizon):
    past = values[:n_train]
    scaled = (values - past.mean()) / past.std()
    X, y = windows(scaled, lookback, horizon)
    seen = n_train - lookback - horizon + 1
    return X[:seen], y[:seen], X[seen:], y[seen:]
