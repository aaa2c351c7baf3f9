# loses: test_early_stopping
# hint: A loss equal to the lowest so far is no improvement: compare with <,
#   not with <=.
# %% early_stopping
def early_stopping(losses, patience):
    best = 0
    for epoch in range(len(losses)):
        if losses[epoch] <= losses[best]:
            best = epoch
        elif epoch - best >= patience:
            return best, epoch
    return best, len(losses) - 1
