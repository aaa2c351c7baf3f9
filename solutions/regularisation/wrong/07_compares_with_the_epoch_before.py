# loses: test_early_stopping
# hint: You compare with the epoch before. An improvement is a loss below the
#   lowest so far; one that falls again but stays above it is none.
# %% early_stopping
def early_stopping(losses, patience):
    failures = 0
    for epoch in range(1, len(losses)):
        failures = 0 if losses[epoch] < losses[epoch - 1] else failures + 1
        if failures == patience:
            return int(np.argmin(losses[: epoch + 1])), epoch
    return int(np.argmin(losses)), len(losses) - 1
