# loses: test_weights_example, test_weights
# hint: You reorder the gates of the matrices, but not those of the biases.
# %% weights
def gru_to_torch(W, U, b):
    reordered = []
    for array in (W, U):
        z, r, n = np.split(array, 3, axis=1)
        reordered.append(np.concatenate([r, z, n], axis=1).T)
    return *reordered, b[0], b[1]


def lstm_from_torch(weight_ih, weight_hh, bias_ih, bias_hh):
    return weight_ih.T, weight_hh.T, bias_ih + bias_hh
