# loses: test_early_stopping_example, test_early_stopping
# hint: You count all failures there ever were; an improvement starts the count
#   anew.
# %% early_stopping
def early_stopping(losses, patience):
    best, failures = 0, 0
    for epoch in range(1, len(losses)):
        if losses[epoch] < losses[best]:
            best = epoch
        else:
            failures += 1
            if failures == patience:
                return best, epoch
    return best, len(losses) - 1
