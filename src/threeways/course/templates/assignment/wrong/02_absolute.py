# loses: test_mean_squared_error_example, test_mean_squared_error
# hint: You take absolute values: square the differences.
# %% mean_squared_error
def mean_squared_error(y, y_hat):
    return np.mean(np.abs(y - y_hat))
