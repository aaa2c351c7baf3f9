# loses: test_standardise_example, test_standardise
# hint: A small number added to the standard deviation keeps from dividing by
#   0, but a feature that is constant in training is then blown up: divide by
#   exactly 1 instead.
# %% standardise
def standardise(X_train, X_test):
    mean, std = X_train.mean(axis=0), X_train.std(axis=0) + 1e-8
    return (X_train - mean) / std, (X_test - mean) / std
