# loses: test_rnn_backward_example, test_rnn_backward_state
# hint: You move the states one step on in h itself; whoever calls you still
#   needs them. Build the states before each step in a new array.
# %% rnn_backward
def rnn_backward(dy, x, h, U, h0):
    dW, dU = np.zeros((x.shape[2], len(U))), np.zeros(U.shape)
    db, dh = np.zeros(len(U)), np.zeros(h0.shape)
    slopes, before = 1 - h**2, h
    before[:, 1:] = h[:, :-1].copy()
    before[:, 0] = h0
    for t in reversed(range(x.shape[1])):
        da = (dy[:, t] + dh) * slopes[:, t]
        dW += x[:, t].T @ da
        dU += before[:, t].T @ da
        db += da.sum(axis=0)
        dh = da @ U.T
    return dW, dU, db, dh
