# loses: test_iou_example, test_iou
# hint: That is the Dice coefficient, twice the overlap over the sum of both;
#   asked for is the overlap over the union.
# %% iou
def iou(y, y_hat, K):
    scores = np.full(K, np.nan)
    for k in range(K):
        both = np.sum((y == k) & (y_hat == k))
        either = np.sum(y == k) + np.sum(y_hat == k)
        if either:
            scores[k] = 2 * both / either
    return scores, np.nanmean(scores)
