# loses: test_one_hot_example, test_one_hot
# hint: You count the classes that occur: there may be more.
# %% one_hot
def one_hot(labels, classes):
    return (labels[:, None] == np.unique(labels)).astype(float)
