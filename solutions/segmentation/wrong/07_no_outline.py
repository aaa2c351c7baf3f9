# loses: test_overlay_example, test_overlay
# hint: The outlines are missing: where a neighbour has another label the
#   colour is pure.
# %% overlay
def overlay(image, labels, colours, alpha):
    share = np.full(labels.shape, alpha)
    share = np.where(labels == 0, 0, share)[:, :, None]
    return (1 - share) * image[:, :, None] + share * colours[labels]
