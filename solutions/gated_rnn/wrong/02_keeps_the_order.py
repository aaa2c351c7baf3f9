# loses: test_weights_example, test_weights
# hint: You transpose, but leave the gates in Keras' order z, r, n. PyTorch's
#   GRU has r, z, n.
# %% weights
def gru_to_torch(W, U, b):
    return W.T, U.T, b[0], b[1]


def lstm_from_torch(weight_ih, weight_hh, bias_ih, bias_hh):
    return weight_ih.T, weight_hh.T, bias_ih + bias_hh
