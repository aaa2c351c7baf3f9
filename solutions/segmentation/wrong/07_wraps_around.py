# loses: test_overlay_example, test_overlay
# hint: You compare the first row with the last one, and the first column
#   with the last (np.roll wraps around); they are no neighbours.
# %% overlay
def overlay(image, labels, colours, alpha):
    share = np.full(labels.shape, alpha)
    for axis in (0, 1):
        for step in (-1, 1):
            share[np.roll(labels, step, axis=axis) != labels] = 1
    share = np.where(labels == 0, 0, share)[:, :, None]
    return (1 - share) * image[:, :, None] + share * colours[labels]
