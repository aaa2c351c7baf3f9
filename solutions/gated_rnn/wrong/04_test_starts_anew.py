# loses: test_split_example, test_windows
# hint: You cut the test part into windows of its own and lose its first
#   targets. Their windows may reach back into the training values, which are
#   known by then.
# %% windows
def windows(values, lookback, horizon):
    m = len(values) - lookback - horizon + 1
    places = np.arange(m)[:, None] + np.arange(lookback)
    return values[places][:, :, None], values[lookback + horizon - 1 :]


def split(values, n_train, lookback, horizon):
    past = values[:n_train]
    scaled = (values - past.mean()) / past.std()
    if len(values) - n_train < lookback + horizon:
        nothing = np.empty((0, lookback, 1)), np.empty(0)
        return *windows(scaled[:n_train], lookback, horizon), *nothing
    return (
        *windows(scaled[:n_train], lookback, horizon),
        *windows(scaled[n_train:], lookback, horizon),
    )
