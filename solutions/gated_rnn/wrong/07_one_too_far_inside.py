# loses: test_intervals_example, test_intervals
# hint: You count from 0: the k-th smallest error is `ordered[k - 1]`, the k-th
#   largest `ordered[-k]`.
# %% intervals
def interval(errors, miss):
    k = int((len(errors) + 1) * miss / 2)
    if k == 0:
        return -np.inf, np.inf
    ordered = np.sort(errors)
    return ordered[min(k, len(errors) - 1)], ordered[max(-k - 1, -len(errors))]


def coverage(y, low, high):
    inside = (low <= y) & (y <= high)
    return inside.mean(), (high - low).mean()
