# loses: test_baselines_example, test_baselines
# hint: Errors of either sign cancel in your MASE: take their absolute values
#   first, then the mean.
# %% baselines
def seasonal_naive(values, start, season, horizon):
    seasons = -(-horizon // season)  # rounded up
    return values[np.arange(start, len(values)) - season * seasons]


def scores(y, y_hat, past, season):
    errors = y - y_hat
    scale = np.abs(past[season:] - past[:-season]).mean()
    return np.sqrt((errors**2).mean()), abs(errors.mean()) / scale
