# loses: test_windows_example, test_split_example, test_windows
# hint: Your windows do not overlap. Neighbouring ones are one step apart, so
#   that every value that can be a target is one.
# %% windows
def windows(values, lookback, horizon):
    m = len(values) - lookback - horizon + 1
    starts = np.arange(0, m, lookback)
    X = values[starts[:, None] + np.arange(lookback)]
    return X[:, :, None], values[starts + lookback + horizon - 1]


def split(values, n_train, lookback, horizon):
    past = values[:n_train]
    scaled = (values - past.mean()) / past.std()
    X, y = windows(scaled, lookback, horizon)
    last = np.arange(len(X)) * lookback + lookback + horizon
    seen = last <= n_train
    return X[seen], y[seen], X[~seen], y[~seen]
