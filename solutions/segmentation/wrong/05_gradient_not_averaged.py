# loses: test_dice_loss
# hint: The loss is a mean over the classes: divide the gradient by their
#   number, too.
# %% dice_loss
def dice_loss(p, t):
    axes = (0, 1, 2)
    above = 2 * (p * t).sum(axis=axes) + 1
    below = p.sum(axis=axes) + t.sum(axis=axes) + 1
    dp = (2 * t * below - above) / below**2
    return 1 - (above / below).mean(), -dp
