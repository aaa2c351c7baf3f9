# loses: test_overlay_example, test_overlay
# hint: You draw outlines towards the background only; two other classes side
#   by side have one, too.
# %% overlay
def overlay(image, labels, colours, alpha):
    (H, W), padded = labels.shape, np.pad(labels, 1, mode="edge")
    share = np.full((H, W), alpha)
    for i, j in [(0, 1), (2, 1), (1, 0), (1, 2)]:
        share[padded[i : i + H, j : j + W] == 0] = 1
    share = np.where(labels == 0, 0, share)[:, :, None]
    return (1 - share) * image[:, :, None] + share * colours[labels]
