# loses: test_iou_example, test_iou
# hint: Your mean is nan as soon as one class is absent: leave absent classes
#   out of it (np.nanmean).
# %% iou
def iou(y, y_hat, K):
    scores = np.full(K, np.nan)
    for k in range(K):
        both = np.sum((y == k) & (y_hat == k))
        either = np.sum((y == k) | (y_hat == k))
        if either:
            scores[k] = both / either
    return scores, np.mean(scores)
