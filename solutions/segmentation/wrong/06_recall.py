# loses: test_iou_example, test_iou
# hint: You divide by the pixels that belong to the class. Those that were
#   given to it by mistake count, too, or whoever gives all pixels to a class
#   has a full score.
# %% iou
def iou(y, y_hat, K):
    scores = np.full(K, np.nan)
    for k in range(K):
        both = np.sum((y == k) & (y_hat == k))
        either = np.sum(y == k)
        if either:
            scores[k] = both / either
    return scores, np.nanmean(scores)
