# loses: test_baselines_example, test_baselines
# hint: Your MASE is not scaled: divide by the mean absolute error of the
#   seasonal naive forecast within the past.
# %% baselines
def seasonal_naive(values, start, season, horizon):
    seasons = -(-horizon // season)  # rounded up
    return values[np.arange(start, len(values)) - season * seasons]


def scores(y, y_hat, past, season):
    errors = y - y_hat
    return np.sqrt((errors**2).mean()), np.abs(errors).mean()
