# loses: test_dice_loss
# hint: You add the coefficients of the classes up; take their mean.
# %% dice_loss
def dice_loss(p, t):
    axes = (0, 1, 2)
    above = 2 * (p * t).sum(axis=axes) + 1
    below = p.sum(axis=axes) + t.sum(axis=axes) + 1
    dp = (2 * t * below - above) / below**2
    return 1 - (above / below).sum(), -dp
