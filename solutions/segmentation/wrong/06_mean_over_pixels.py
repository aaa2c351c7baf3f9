# loses: test_iou_example, test_iou
# hint: Your mean weighs each class by its pixels; every class counts alike.
# %% iou
def iou(y, y_hat, K):
    scores = np.full(K, np.nan)
    for k in range(K):
        both = np.sum((y == k) & (y_hat == k))
        either = np.sum((y == k) | (y_hat == k))
        if either:
            scores[k] = both / either
    shares = np.array([np.mean(y == k) for k in range(K)])
    return scores, np.nansum(scores * shares)
