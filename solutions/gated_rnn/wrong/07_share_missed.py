# loses: test_intervals_example, test_intervals
# hint: You return the share of the values that are missed; asked for is the
#   share that is held.
# %% intervals
def interval(errors, miss):
    k = int((len(errors) + 1) * miss / 2)
    if k == 0:
        return -np.inf, np.inf
    ordered = np.sort(errors)
    return ordered[k - 1], ordered[-k]


def coverage(y, low, high):
    outside = (y < low) | (y > high)
    return outside.mean(), (high - low).mean()
