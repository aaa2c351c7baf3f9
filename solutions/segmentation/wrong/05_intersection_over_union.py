# loses: test_dice_loss_example, test_dice_loss
# hint: That is the intersection over union: the Dice coefficient doubles the
#   overlap above the line and does not subtract it below.
# %% dice_loss
def dice_loss(p, t):
    axes = (0, 1, 2)
    both = (p * t).sum(axis=axes) + 1
    union = (p + t - p * t).sum(axis=axes) + 1
    dp = (t * union - both * (1 - t)) / union**2
    return 1 - (both / union).mean(), -dp / p.shape[-1]
