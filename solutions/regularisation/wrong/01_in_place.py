# loses: test_standardise
# hint: You change X_train and X_test themselves (-=, /=); whoever calls you
#   still needs them. Return new arrays.
# %% standardise
def standardise(X_train, X_test):
    mean, std = X_train.mean(axis=0), X_train.std(axis=0)
    std = np.where(std > 0, std, 1)
    for X in (X_train, X_test):
        X -= mean
        X /= std
    return X_train, X_test
