# loses: test_weights_example, test_weights
# hint: You reorder the gates of W only; U and the biases have them as well.
# %% weights
def gru_to_torch(W, U, b):
    z, r, n = np.split(W, 3, axis=1)
    return np.concatenate([r, z, n], axis=1).T, U.T, b[0], b[1]


def lstm_from_torch(weight_ih, weight_hh, bias_ih, bias_hh):
    return weight_ih.T, weight_hh.T, bias_ih + bias_hh
