# loses: test_baselines_example, test_baselines
# hint: You go back one season, whatever the horizon. When it is longer than
#   the season that value is not known yet: go back as many whole seasons as it
#   takes.
# %% baselines
def seasonal_naive(values, start, season, horizon):
    return values[np.arange(start, len(values)) - season]


def scores(y, y_hat, past, season):
    errors = y - y_hat
    scale = np.abs(past[season:] - past[:-season]).mean()
    return np.sqrt((errors**2).mean()), np.abs(errors).mean() / scale
