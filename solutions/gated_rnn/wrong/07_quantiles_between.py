# loses: test_intervals_example, test_intervals
# hint: `np.quantile` takes values between two errors and counts n, not n + 1.
#   Take the k-th smallest and the k-th largest error; with k = 0 there is no
#   finite interval.
# %% intervals
def interval(errors, miss):
    return tuple(np.quantile(errors, [miss / 2, 1 - miss / 2]))


def coverage(y, low, high):
    inside = (low <= y) & (y <= high)
    return inside.mean(), (high - low).mean()
