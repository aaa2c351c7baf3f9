# loses: test_accuracy_example, test_accuracy
# hint: You count the examples that are right: divide by how many there are.
# %% accuracy
def accuracy(scores, labels):
    return np.sum(scores.argmax(axis=1) == labels)
