# loses: test_rnn_backward_weights
# hint: You cut the gradients at −5 and 5. Training may clip them afterwards;
#   asked for here is how the loss changes, however steep it is.
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
    for grad in (dW, dU, db):
        np.clip(grad, -5, 5, out=grad)
    return dW, dU, db, dh
