# loses: test_dice_loss_example, test_dice_loss
# hint: The overlap counts twice above the line, as it does below, where it
#   is in both sums.
# %% dice_loss
def dice_loss(p, t):
    axes = (0, 1, 2)
    above = (p * t).sum(axis=axes) + 1
    below = p.sum(axis=axes) + t.sum(axis=axes) + 1
    dp = (t * below - above) / below**2
    return 1 - (above / below).mean(), -dp / p.shape[-1]
