# loses: test_early_stopping_example, test_early_stopping
# hint: The best epoch is looked for among all losses, also those after
#   training has ended: nobody has seen these.
# %% early_stopping
def early_stopping(losses, patience):
    best, stop = 0, len(losses) - 1
    for epoch in range(len(losses)):
        if losses[epoch] < losses[best]:
            best = epoch
        elif epoch - best >= patience:
            stop = epoch
            break
    return int(np.argmin(losses)), stop
