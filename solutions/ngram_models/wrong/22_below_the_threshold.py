# loses: test_best_threshold_example, test_best_threshold
# hint: The detector accepts a text whose perplexity is at most the threshold;
#   you reject one that equals it.
# %% best_threshold
def best_threshold(inside, outside):
    thresholds = np.sort(inside)
    accuracy = [
        ((inside < t).mean() + (outside >= t).mean()) / 2 for t in thresholds
    ]
    best = int(np.argmax(accuracy))
    return float(thresholds[best]), float(accuracy[best])
