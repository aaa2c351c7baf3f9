# loses: test_standardise_example, test_standardise
# hint: You divide the sum of squares by n − 1; the standard deviation asked
#   for divides it by n.
# %% standardise
def standardise(X_train, X_test):
    mean, std = X_train.mean(axis=0), X_train.std(axis=0, ddof=1)
    std = np.where(std > 0, std, 1)
    return (X_train - mean) / std, (X_test - mean) / std
