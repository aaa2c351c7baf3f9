# loses: test_intervals_example, test_intervals
# hint: You allow the whole probability on either side, which makes twice as
#   much: half of it goes below, half above.
# %% intervals
def interval(errors, miss):
    k = min(int((len(errors) + 1) * miss), len(errors))
    if k == 0:
        return -np.inf, np.inf
    ordered = np.sort(errors)
    return ordered[k - 1], ordered[-k]


def coverage(y, low, high):
    inside = (low <= y) & (y <= high)
    return inside.mean(), (high - low).mean()
