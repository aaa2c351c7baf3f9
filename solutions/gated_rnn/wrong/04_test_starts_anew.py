# loses: test_split_example, test_windows
# hint: You cut the test part into windows of its own and lose its first
#   targets. Their windows may reach back into the training values, which are
#   known by then.
# %% windows
def windows(values, lookback, horizon):
    view = np.lib.stride_tricks.sliding_window_view
    rows = view(values, lookback + horizon)
    return rows[:, :lookback, None], rows[:, -1]


def split(values, n_train, lookback, horizon):
    past = values[:n_train]
    scaled = (values - past.mean()) / past.std()
    return (
        *windows(scaled[:n_train], lookback, horizon),
        *windows(scaled[n_train:], lookback, horizon),
    )
