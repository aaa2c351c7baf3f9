# loses: test_intervals_example, test_intervals
# hint: A value on the lower end of its interval counts as held, too, like one
#   on the upper end.
# %% intervals
def interval(errors, miss):
    k = int((len(errors) + 1) * miss / 2)
    if k == 0:
        return -np.inf, np.inf
    ordered = np.sort(errors)
    return ordered[k - 1], ordered[-k]


def coverage(y, low, high):
    inside = (low < y) & (y <= high)
    return inside.mean(), (high - low).mean()
