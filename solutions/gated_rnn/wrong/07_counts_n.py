# loses: test_intervals_example, test_intervals
# hint: You count n where it is n + 1: the next error has n + 1 places among
#   the n old ones.
# %% intervals
def interval(errors, miss):
    k = int(len(errors) * miss / 2)
    if k == 0:
        return -np.inf, np.inf
    ordered = np.sort(errors)
    return ordered[k - 1], ordered[-k]


def coverage(y, low, high):
    inside = (low <= y) & (y <= high)
    return inside.mean(), (high - low).mean()
