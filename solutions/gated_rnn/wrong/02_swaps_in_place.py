# loses: test_weights_example, test_weights
# hint: You swap the gates inside the caller's arrays: work on copies, or
#   concatenate the blocks to a new array.
# %% weights
def gru_to_torch(W, U, b):
    u = len(U)
    for array in (W, U, b):
        z = array[:, :u].copy()
        array[:, :u] = array[:, u : 2 * u]
        array[:, u : 2 * u] = z
    return W.T, U.T, b[0], b[1]


def lstm_from_torch(weight_ih, weight_hh, bias_ih, bias_hh):
    return weight_ih.T, weight_hh.T, bias_ih + bias_hh
