# loses: test_intervals_example, test_intervals
# hint: You return the upper end first: the pair is (low, high).
# %% intervals
def interval(errors, miss):
    k = int((len(errors) + 1) * miss / 2)
    if k == 0:
        return np.inf, -np.inf
    ordered = np.sort(errors)
    return ordered[-k], ordered[k - 1]


def coverage(y, low, high):
    inside = (low <= y) & (y <= high)
    return inside.mean(), (high - low).mean()
