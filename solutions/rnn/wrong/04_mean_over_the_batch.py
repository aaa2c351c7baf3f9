# loses: test_rnn_backward_example, test_rnn_backward_weights
# hint: You divide by the number of sequences. Whether the loss is a mean is
#   for the loss to say, and its factor is in dy already: gradients add up.
# %% rnn_backward
def rnn_backward(dy, x, h, U, h0):
    dW, dU = np.zeros((x.shape[2], len(U))), np.zeros(U.shape)
    db, dh = np.zeros(len(U)), np.zeros(h0.shape)
    for t in reversed(range(x.shape[1])):
        da = (dy[:, t] + dh) * (1 - h[:, t] ** 2)
        before = h[:, t - 1] if t > 0 else h0
        dW += x[:, t].T @ da
        dU += before.T @ da
        db += da.sum(axis=0)
        dh = da @ U.T
    return dW / len(x), dU / len(x), db / len(x), dh
