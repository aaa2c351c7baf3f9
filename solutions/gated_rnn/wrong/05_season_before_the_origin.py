# loses: test_baselines_example, test_baselines
# hint: You go back a season from the step at which the forecast is made. Go
#   back from the step that is forecast, so that the season fits.
# %% baselines
def seasonal_naive(values, start, season, horizon):
    places = np.arange(start, len(values)) - horizon - season + 1
    return values[np.maximum(places, 0)]


def scores(y, y_hat, past, season):
    errors = y - y_hat
    scale = np.abs(past[season:] - past[:-season]).mean()
    return np.sqrt((errors**2).mean()), np.abs(errors).mean() / scale
