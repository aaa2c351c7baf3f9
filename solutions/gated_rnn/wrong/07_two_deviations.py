# loses: test_intervals_example, test_intervals
# hint: You take the mean and two standard deviations. That trusts in a normal
#   distribution, and ignores `miss`; count errors instead.
# %% intervals
def interval(errors, miss):
    mean, std = errors.mean(), errors.std()
    return mean - 2 * std, mean + 2 * std


def coverage(y, low, high):
    inside = (low <= y) & (y <= high)
    return inside.mean(), (high - low).mean()
