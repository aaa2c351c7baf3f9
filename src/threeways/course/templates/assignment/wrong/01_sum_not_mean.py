# loses: test_mean_squared_error_example, test_mean_squared_error
# hint: The mean of the squares is asked for: divide their sum by n.
# %% mean_squared_error
def mean_squared_error(y, y_hat):
    return np.sum((y - y_hat) ** 2)
