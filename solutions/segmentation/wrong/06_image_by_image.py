# loses: test_iou
# hint: You score each image and average; count the pixels of all images
#   together.
# %% iou
def iou(y, y_hat, K):
    table = np.full((len(y), K), np.nan)
    for n, k in np.ndindex(table.shape):
        true, said = y[n] == k, y_hat[n] == k
        if np.any(true | said):
            table[n, k] = np.sum(true & said) / np.sum(true | said)
    seen = np.any(~np.isnan(table), axis=0)
    scores = np.full(K, np.nan)
    scores[seen] = np.nanmean(table[:, seen], axis=0)
    return scores, np.nanmean(scores)
