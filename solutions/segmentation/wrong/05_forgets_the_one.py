# loses: test_dice_loss_example, test_dice_loss
# hint: The 1 above and below the line is missing: without it a class that is
#   nowhere divides 0 by 0.
# %% dice_loss
def dice_loss(p, t):
    axes = (0, 1, 2)
    above = 2 * (p * t).sum(axis=axes)
    below = p.sum(axis=axes) + t.sum(axis=axes)
    dp = (2 * t * below - above) / below**2
    return 1 - (above / below).mean(), -dp / p.shape[-1]
