# loses: test_intervals_example, test_intervals
# hint: With too few errors you give the smallest and the largest. Nothing
#   finite keeps the promise then: k = 0 means −∞ to ∞.
# %% intervals
def interval(errors, miss):
    k = max(int((len(errors) + 1) * miss / 2), 1)
    ordered = np.sort(errors)
    return ordered[k - 1], ordered[-k]


def coverage(y, low, high):
    inside = (low <= y) & (y <= high)
    return inside.mean(), (high - low).mean()
