# loses: test_iou_example, test_iou
# hint: You count a pixel as right for class k also where neither label is k;
#   that is accuracy, and background makes it high.
# %% iou
def iou(y, y_hat, K):
    scores = np.full(K, np.nan)
    for k in range(K):
        both = np.sum((y == k) == (y_hat == k))
        if np.any((y == k) | (y_hat == k)):
            scores[k] = both / y.size
    return scores, np.nanmean(scores)
