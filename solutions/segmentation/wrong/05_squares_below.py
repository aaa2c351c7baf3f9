# loses: test_dice_loss_example, test_dice_loss
# hint: You sum squares below the line, as the V-Net's authors do; here the
#   probabilities themselves are summed.
# %% dice_loss
def dice_loss(p, t):
    axes = (0, 1, 2)
    above = 2 * (p * t).sum(axis=axes) + 1
    below = (p**2).sum(axis=axes) + t.sum(axis=axes) + 1
    dp = (2 * t * below - 2 * p * above) / below**2
    return 1 - (above / below).mean(), -dp / p.shape[-1]
