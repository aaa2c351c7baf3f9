# loses: test_baselines_example, test_baselines
# hint: Your RMSE is the mean absolute error: square the errors, take the mean,
#   then the root.
# %% baselines
def seasonal_naive(values, start, season, horizon):
    seasons = -(-horizon // season)  # rounded up
    return values[np.arange(start, len(values)) - season * seasons]


def scores(y, y_hat, past, season):
    errors = np.abs(y - y_hat).mean()
    scale = np.abs(past[season:] - past[:-season]).mean()
    return errors, errors / scale
