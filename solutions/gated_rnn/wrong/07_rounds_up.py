# loses: test_intervals_example, test_intervals
# hint: You round k up, which cuts off too much: round down, so that the
#   interval is missed no more often than allowed.
# %% intervals
def interval(errors, miss):
    k = int(np.ceil((len(errors) + 1) * miss / 2))
    ordered = np.sort(errors)
    return ordered[k - 1], ordered[-k]


def coverage(y, low, high):
    inside = (low <= y) & (y <= high)
    return inside.mean(), (high - low).mean()
