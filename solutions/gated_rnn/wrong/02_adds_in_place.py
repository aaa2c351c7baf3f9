# loses: test_weights_example, test_weights
# hint: `bias_ih += bias_hh` writes the sum into the caller's array: return a
#   new one, bias_ih + bias_hh.
# %% weights
def gru_to_torch(W, U, b):
    reordered = []
    for array in (W, U, b):
        z, r, n = np.split(array, 3, axis=1)
        reordered.append(np.concatenate([r, z, n], axis=1))
    W, U, (bias_ih, bias_hh) = reordered
    return W.T, U.T, bias_ih, bias_hh


def lstm_from_torch(weight_ih, weight_hh, bias_ih, bias_hh):
    bias_ih += bias_hh
    return weight_ih.T, weight_hh.T, bias_ih
