# loses: test_overlay_example, test_overlay
# hint: You look only above and to the left; a pixel is outline also where
#   the one below or to the right has another label.
# %% overlay
def overlay(image, labels, colours, alpha):
    (H, W), padded = labels.shape, np.pad(labels, 1, mode="edge")
    share = np.full((H, W), alpha)
    for i, j in [(0, 1), (1, 0)]:
        share[padded[i : i + H, j : j + W] != labels] = 1
    share = np.where(labels == 0, 0, share)[:, :, None]
    return (1 - share) * image[:, :, None] + share * colours[labels]
