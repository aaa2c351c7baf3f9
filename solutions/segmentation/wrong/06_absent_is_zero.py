# loses: test_iou_example, test_iou
# hint: A class that occurs nowhere gets 0 from you, which pulls the mean
#   down; it has no score: nan.
# %% iou
def iou(y, y_hat, K):
    scores = np.zeros(K)
    for k in range(K):
        both = np.sum((y == k) & (y_hat == k))
        either = np.sum((y == k) | (y_hat == k))
        if either:
            scores[k] = both / either
    return scores, np.mean(scores)
