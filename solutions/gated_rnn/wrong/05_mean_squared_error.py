# loses: test_baselines_example, test_baselines
# hint: You return the mean squared error: RMSE is its root.
# %% baselines
def seasonal_naive(values, start, season, horizon):
    seasons = -(-horizon // season)  # rounded up
    return values[np.arange(start, len(values)) - season * seasons]


def scores(y, y_hat, past, season):
    errors = y - y_hat
    scale = np.abs(past[season:] - past[:-season]).mean()
    return (errors**2).mean(), np.abs(errors).mean() / scale
