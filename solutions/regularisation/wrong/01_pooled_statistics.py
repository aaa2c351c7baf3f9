# loses: test_standardise_example, test_standardise
# hint: You take mean and standard deviation over training and test rows
#   together: the test set leaks into training.
# %% standardise
def standardise(X_train, X_test):
    X = np.concatenate([X_train, X_test])
    mean, std = X.mean(axis=0), X.std(axis=0)
    std[std == 0] = 1
    return (X_train - mean) / std, (X_test - mean) / std
