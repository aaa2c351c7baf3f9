# loses: test_iou
# hint: You leave out classes that do not occur in the true labels. Where
#   such a class is predicted its score is 0, not nan.
# %% iou
def iou(y, y_hat, K):
    scores = np.full(K, np.nan)
    for k in range(K):
        both = np.sum((y == k) & (y_hat == k))
        either = np.sum((y == k) | (y_hat == k))
        if np.any(y == k):
            scores[k] = both / either
    return scores, np.nanmean(scores)
