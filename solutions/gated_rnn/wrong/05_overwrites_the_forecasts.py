# loses: test_baselines_example, test_baselines
# hint: `y_hat -= y` writes the errors into the caller's forecasts: compute a
#   new array.
# %% baselines
def seasonal_naive(values, start, season, horizon):
    seasons = -(-horizon // season)  # rounded up
    return values[np.arange(start, len(values)) - season * seasons]


def scores(y, y_hat, past, season):
    y_hat -= y
    scale = np.abs(past[season:] - past[:-season]).mean()
    return np.sqrt((y_hat**2).mean()), np.abs(y_hat).mean() / scale
