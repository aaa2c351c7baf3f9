# loses: test_dice_loss
# hint: You sum over the classes, too, so that a large class decides. Each
#   class has a coefficient of its own; take their mean.
# %% dice_loss
def dice_loss(p, t):
    above, below = 2 * (p * t).sum() + 1, p.sum() + t.sum() + 1
    return 1 - above / below, -(2 * t * below - above) / below**2
