# loses: test_standardise
# hint: You take one mean and one standard deviation over the whole array; each
#   feature (column) has its own: axis=0.
# %% standardise
def standardise(X_train, X_test):
    mean, std = X_train.mean(), X_train.std() or 1
    return (X_train - mean) / std, (X_test - mean) / std
