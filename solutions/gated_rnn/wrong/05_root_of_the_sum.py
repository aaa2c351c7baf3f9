# loses: test_baselines_example, test_baselines
# hint: You take the root of the sum of the squared errors; RMSE is the root of
#   their mean.
# %% baselines
def seasonal_naive(values, start, season, horizon):
    seasons = -(-horizon // season)  # rounded up
    return values[np.arange(start, len(values)) - season * seasons]


def scores(y, y_hat, past, season):
    errors = y - y_hat
    scale = np.abs(past[season:] - past[:-season]).mean()
    return np.linalg.norm(errors), np.abs(errors).mean() / scale
