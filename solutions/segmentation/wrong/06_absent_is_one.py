# loses: test_iou_example, test_iou
# hint: A class that occurs nowhere gets 1 from you, which flatters the mean;
#   it has no score: nan.
# %% iou
def iou(y, y_hat, K):
    scores = np.ones(K)
    for k in range(K):
        both = np.sum((y == k) & (y_hat == k))
        either = np.sum((y == k) | (y_hat == k))
        if either:
            scores[k] = both / either
    return scores, np.nanmean(scores)
