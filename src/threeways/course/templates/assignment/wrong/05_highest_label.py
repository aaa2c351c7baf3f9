# loses: test_one_hot
# hint: You count the classes up to the highest label that occurs: there may be more.
# %% one_hot
def one_hot(labels, classes):
    return np.eye(np.max(labels) + 1)[labels]
