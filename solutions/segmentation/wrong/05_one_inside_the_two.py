# loses: test_dice_loss_example, test_dice_loss
# hint: You double the 1 above the line: only the overlap is doubled.
# %% dice_loss
def dice_loss(p, t):
    axes = (0, 1, 2)
    above = 2 * ((p * t).sum(axis=axes) + 1)
    below = p.sum(axis=axes) + t.sum(axis=axes) + 1
    dp = (2 * t * below - above) / below**2
    return 1 - (above / below).mean(), -dp / p.shape[-1]
