# loses: test_intervals_example, test_intervals
# hint: `errors.sort()` sorts the caller's array: `np.sort(errors)` returns a
#   new one.
# %% intervals
def interval(errors, miss):
    k = int((len(errors) + 1) * miss / 2)
    if k == 0:
        return -np.inf, np.inf
    errors.sort()
    return errors[k - 1], errors[-k]


def coverage(y, low, high):
    inside = (low <= y) & (y <= high)
    return inside.mean(), (high - low).mean()
