# loses: test_best_threshold
# hint: Where several thresholds do equally well, you return the first in the
#   order of `inside`, not the smallest. Sort the thresholds first.
# %% best_threshold
def best_threshold(inside, outside):
    accuracy = [
        ((inside <= t).mean() + (outside > t).mean()) / 2 for t in inside
    ]
    best = int(np.argmax(accuracy))
    return float(inside[best]), float(accuracy[best])
