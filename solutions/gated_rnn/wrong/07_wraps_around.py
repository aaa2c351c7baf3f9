# loses: test_intervals_example, test_intervals
# hint: With k = 0 your indices wrap around to the other end of the errors.
#   Give −∞ to ∞ then.
# %% intervals
def interval(errors, miss):
    k = int((len(errors) + 1) * miss / 2)
    ordered = np.sort(errors)
    return ordered[k - 1], ordered[-k]


def coverage(y, low, high):
    inside = (low <= y) & (y <= high)
    return inside.mean(), (high - low).mean()
