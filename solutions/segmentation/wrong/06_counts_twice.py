# loses: test_iou_example, test_iou
# hint: Below the line you add both numbers of pixels, so that the overlap is
#   in it twice; the union has it once.
# %% iou
def iou(y, y_hat, K):
    scores = np.full(K, np.nan)
    for k in range(K):
        both = np.sum((y == k) & (y_hat == k))
        either = np.sum(y == k) + np.sum(y_hat == k)
        if either:
            scores[k] = both / either
    return scores, np.nanmean(scores)
