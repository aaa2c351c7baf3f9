# loses: test_intervals_example, test_intervals
# hint: You take the k-th and the k-th last error in the order in which they
#   came: sort them first.
# %% intervals
def interval(errors, miss):
    k = int((len(errors) + 1) * miss / 2)
    if k == 0:
        return -np.inf, np.inf
    return errors[k - 1], errors[-k]


def coverage(y, low, high):
    inside = (low <= y) & (y <= high)
    return inside.mean(), (high - low).mean()
