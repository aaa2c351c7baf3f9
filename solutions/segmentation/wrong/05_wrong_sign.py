# loses: test_dice_loss_example, test_dice_loss
# hint: The gradient has the sign of the coefficient's; that of the loss, 1 −
#   D, is the opposite.
# %% dice_loss
def dice_loss(p, t):
    axes = (0, 1, 2)
    above = 2 * (p * t).sum(axis=axes) + 1
    below = p.sum(axis=axes) + t.sum(axis=axes) + 1
    dp = (2 * t * below - above) / below**2
    return 1 - (above / below).mean(), dp / p.shape[-1]
