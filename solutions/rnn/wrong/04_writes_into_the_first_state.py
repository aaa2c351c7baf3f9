# loses: test_rnn_backward_example, test_rnn_backward_state
# hint: You write the gradient of h0 into h0 itself; whoever calls you still
#   needs the state. Return a new array.
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
    h0[:] = dh
    return dW, dU, db, h0
