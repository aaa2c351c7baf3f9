# loses: test_accuracy
# hint: You look for the highest example of a class: look along the row.
# %% accuracy
def accuracy(scores, labels):
    return np.mean(scores.argmax(axis=0)[: len(labels)] == labels[: scores.shape[1]])
