# loses: test_early_stopping_example, test_early_stopping
# hint: You go back to the last epoch instead of the best one: by then the loss
#   has been failing to improve for `patience` epochs.
# %% early_stopping
def early_stopping(losses, patience):
    best = 0
    for epoch in range(len(losses)):
        if losses[epoch] < losses[best]:
            best = epoch
        elif epoch - best >= patience:
            return epoch, epoch
    return len(losses) - 1, len(losses) - 1
