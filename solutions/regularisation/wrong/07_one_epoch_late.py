# loses: test_early_stopping_example, test_early_stopping
# hint: You wait one epoch too long: with patience 2 the second failure in a
#   row ends training, not the third.
# %% early_stopping
def early_stopping(losses, patience):
    best, waited = 0, 0
    for epoch in range(1, len(losses)):
        if losses[epoch] < losses[best]:
            best, waited = epoch, 0
        else:
            waited += 1
        if waited > patience:
            return best, epoch
    return best, len(losses) - 1
