# loses: test_baselines_example, test_baselines
# hint: Where the horizon is a whole number of seasons you go back one season
#   too many: round horizon / season up, do not round down and add one.
# %% baselines
def seasonal_naive(values, start, season, horizon):
    seasons = horizon // season + 1
    places = np.arange(start, len(values)) - season * seasons
    return values[np.maximum(places, 0)]


def scores(y, y_hat, past, season):
    errors = y - y_hat
    scale = np.abs(past[season:] - past[:-season]).mean()
    return np.sqrt((errors**2).mean()), np.abs(errors).mean() / scale
