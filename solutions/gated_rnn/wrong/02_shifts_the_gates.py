# loses: test_weights_example, test_weights
# hint: You put the gates in the order r, n, z. PyTorch's GRU has r, z, n: the
#   candidate stays last.
# %% weights
def gru_to_torch(W, U, b):
    u = len(U)
    W, U, b = (np.roll(array, -u, axis=1) for array in (W, U, b))
    return W.T, U.T, b[0], b[1]


def lstm_from_torch(weight_ih, weight_hh, bias_ih, bias_hh):
    return weight_ih.T, weight_hh.T, bias_ih + bias_hh
