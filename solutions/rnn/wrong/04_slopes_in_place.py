# loses: test_rnn_backward_example, test_rnn_backward_weights,
#   test_rnn_backward_state
# hint: You square the states in place (**=), and then multiply by them as if
#   they were still the states. Compute the slopes in a new array.
# %% rnn_backward
def rnn_backward(dy, x, h, U, h0):
    dW, dU = np.zeros((x.shape[2], len(U))), np.zeros(U.shape)
    db, dh = np.zeros(len(U)), np.zeros(h0.shape)
    h **= 2
    slopes = 1 - h
    for t in reversed(range(x.shape[1])):
        da = (dy[:, t] + dh) * slopes[:, t]
        before = h[:, t - 1] if t > 0 else h0
        dW += x[:, t].T @ da
        dU += before.T @ da
        db += da.sum(axis=0)
        dh = da @ U.T
    return dW, dU, db, dh
