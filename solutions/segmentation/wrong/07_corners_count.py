# loses: test_overlay_example, test_overlay
# hint: You take the neighbours at the corners for neighbours; only those
#   above, below, left and right count.
# %% overlay
def overlay(image, labels, colours, alpha):
    (H, W), padded = labels.shape, np.pad(labels, 1, mode="edge")
    share = np.full((H, W), alpha)
    for i, j in np.ndindex(3, 3):
        share[padded[i : i + H, j : j + W] != labels] = 1
    share = np.where(labels == 0, 0, share)[:, :, None]
    return (1 - share) * image[:, :, None] + share * colours[labels]
