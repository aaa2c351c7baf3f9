# loses: test_standardise_example, test_standardise
# hint: You scale the test rows by their own mean and standard deviation. At
#   inference there may be a single row; use what the training rows gave.
# %% standardise
def standardise(X_train, X_test):
    def scale(X):
        std = X.std(axis=0)
        return (X - X.mean(axis=0)) / np.where(std > 0, std, 1)

    return scale(X_train), scale(X_test)
