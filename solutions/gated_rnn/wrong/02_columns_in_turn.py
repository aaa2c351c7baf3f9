# loses: test_weights_example, test_weights
# hint: You swap single neighbouring columns. A gate is a block of u columns:
#   first all u of z, then all of r, then all of n.
# %% weights
def gru_to_torch(W, U, b):
    reordered = []
    for array in (W, U, b):
        parts = array.reshape(len(array), -1, 3)[:, :, [1, 0, 2]]
        reordered.append(parts.reshape(array.shape))
    W, U, (bias_ih, bias_hh) = reordered
    return W.T, U.T, bias_ih, bias_hh


def lstm_from_torch(weight_ih, weight_hh, bias_ih, bias_hh):
    return weight_ih.T, weight_hh.T, bias_ih + bias_hh
