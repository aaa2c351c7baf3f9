# loses: test_weights_example, test_weights
# hint: You add up the two biases of the GRU. That is allowed in an LSTM only:
#   in a GRU the reset gate multiplies the candidate's second bias.
# %% weights
def gru_to_torch(W, U, b):
    reordered = []
    for array in (W, U, b):
        z, r, n = np.split(array, 3, axis=1)
        reordered.append(np.concatenate([r, z, n], axis=1))
    W, U, b = reordered
    return W.T, U.T, b.sum(axis=0), np.zeros(b.shape[1])


def lstm_from_torch(weight_ih, weight_hh, bias_ih, bias_hh):
    return weight_ih.T, weight_hh.T, bias_ih + bias_hh
