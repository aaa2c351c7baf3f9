# loses: test_intervals
# hint: You compare the distance from the centre with half the width. An
#   infinite interval has no centre (∞ − ∞): compare with both ends.
# %% intervals
def interval(errors, miss):
    k = int((len(errors) + 1) * miss / 2)
    if k == 0:
        return -np.inf, np.inf
    ordered = np.sort(errors)
    return ordered[k - 1], ordered[-k]


def coverage(y, low, high):
    inside = np.abs(y - (low + high) / 2) <= (high - low) / 2
    return inside.mean(), (high - low).mean()
