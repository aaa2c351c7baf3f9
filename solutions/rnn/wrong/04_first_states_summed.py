# loses: test_rnn_backward_example, test_rnn_backward_state
# hint: Each sequence has a first state of its own, so that the gradient of h0
#   is not summed over the batch.
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
    return dW, dU, db, dh.sum(axis=0, keepdims=True)
