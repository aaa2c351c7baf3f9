# loses: test_weights
# hint: You take the number of features for that of units. A block has as many
#   columns as there are units: len(U), not len(W).
# %% weights
def gru_to_torch(W, U, b):
    u = len(W)
    order = np.r_[u : 2 * u, 0:u, 2 * u : 3 * u]
    W, U, b = (array[:, order] for array in (W, U, b))
    return W.T, U.T, b[0], b[1]


def lstm_from_torch(weight_ih, weight_hh, bias_ih, bias_hh):
    return weight_ih.T, weight_hh.T, bias_ih + bias_hh
