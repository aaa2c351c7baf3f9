# loses: test_weights_example, test_weights
# hint: You reshape where you should transpose: the shape is right, but the
#   numbers stand elsewhere.
# %% weights
def gru_to_torch(W, U, b):
    reordered = []
    for array in (W, U, b):
        z, r, n = np.split(array, 3, axis=1)
        reordered.append(np.concatenate([r, z, n], axis=1))
    W, U, (bias_ih, bias_hh) = reordered
    shapes = W.shape[::-1], U.shape[::-1]
    return W.reshape(shapes[0]), U.reshape(shapes[1]), bias_ih, bias_hh


def lstm_from_torch(weight_ih, weight_hh, bias_ih, bias_hh):
    return weight_ih.T, weight_hh.T, bias_ih + bias_hh
