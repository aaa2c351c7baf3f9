# loses: test_weights_example, test_weights
# hint: You swap the first two gates of the LSTM, too. Only the GRU's order
#   differs: both libraries have i, f, g, o.
# %% weights
def gru_to_torch(W, U, b):
    reordered = []
    for array in (W, U, b):
        z, r, n = np.split(array, 3, axis=1)
        reordered.append(np.concatenate([r, z, n], axis=1))
    W, U, (bias_ih, bias_hh) = reordered
    return W.T, U.T, bias_ih, bias_hh


def lstm_from_torch(weight_ih, weight_hh, bias_ih, bias_hh):
    found = []
    for array in (weight_ih, weight_hh, bias_ih + bias_hh):
        i, f, g, o = np.split(array, 4)
        found.append(np.concatenate([f, i, g, o]).T)
    return tuple(found)
