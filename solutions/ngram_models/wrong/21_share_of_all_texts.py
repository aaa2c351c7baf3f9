# loses: test_best_threshold_example, test_best_threshold
# hint: You count the right decisions among all texts together, so that the
#   larger group decides. Take the share in each group, then the mean of the
#   two.
# %% best_threshold
def best_threshold(inside, outside):
    thresholds = np.sort(inside)
    right = [(inside <= t).sum() + (outside > t).sum() for t in thresholds]
    best = int(np.argmax(right))
    return float(thresholds[best]), right[best] / (len(inside) + len(outside))
