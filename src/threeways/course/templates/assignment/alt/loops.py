# %% mean_squared_error
def mean_squared_error(y, y_hat):
    total = 0.0
    for a, b in zip(y, y_hat):
        total += (a - b) * (a - b)
    return total / len(y)
# %% one_hot
def one_hot(labels, classes):
    rows = np.zeros((len(labels), classes), dtype=int)
    for row, label in enumerate(labels):
        rows[row, label] = 1
    return rows
