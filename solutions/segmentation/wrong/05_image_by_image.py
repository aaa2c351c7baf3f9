# loses: test_dice_loss
# hint: You take one coefficient per image and then their mean; the sums run
#   over all pixels of the batch.
# %% dice_loss
def dice_loss(p, t):
    above = 2 * (p * t).sum(axis=(1, 2), keepdims=True) + 1
    below = (p + t).sum(axis=(1, 2), keepdims=True) + 1
    dp = (2 * t * below - above) / below**2
    return 1 - (above / below).mean(), -dp / (above / below).size
