# loses: test_intervals_example, test_intervals
# hint: You make the interval symmetric. The errors need not be: take the k-th
#   smallest and the k-th largest error themselves.
# %% intervals
def interval(errors, miss):
    k = int((len(errors) + 1) * miss / 2)
    if k == 0:
        return -np.inf, np.inf
    ordered = np.sort(np.abs(errors))
    radius = ordered[-min(2 * k, len(errors))]
    return -radius, radius


def coverage(y, low, high):
    inside = (low <= y) & (y <= high)
    return inside.mean(), (high - low).mean()
