# loses: test_overlay
# hint: You mix the other way round: alpha is the share of the colour, 1 −
#   alpha that of the grey.
# %% overlay
def overlay(image, labels, colours, alpha):
    (H, W), padded = labels.shape, np.pad(labels, 1, mode="edge")
    share = np.full((H, W), 1 - alpha)
    for i, j in [(0, 1), (2, 1), (1, 0), (1, 2)]:
        share[padded[i : i + H, j : j + W] != labels] = 1
    share = np.where(labels == 0, 0, share)[:, :, None]
    return (1 - share) * image[:, :, None] + share * colours[labels]
