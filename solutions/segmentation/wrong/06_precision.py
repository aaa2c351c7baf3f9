# loses: test_iou_example, test_iou
# hint: You divide by the pixels that were given to the class; those that
#   belong to it and were missed count, too.
# %% iou
def iou(y, y_hat, K):
    scores = np.full(K, np.nan)
    for k in range(K):
        both = np.sum((y == k) & (y_hat == k))
        either = np.sum(y_hat == k)
        if either:
            scores[k] = both / either
    return scores, np.nanmean(scores)
