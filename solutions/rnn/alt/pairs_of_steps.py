# The double sum of the lectures: the error of each step is followed back to
# each earlier one.
# %% rnn_backward
def rnn_backward(dy, x, h, U, h0):
    before = np.concatenate([h0[:, None], h], axis=1)  # one state more
    dW, dU, db, dh0 = 0.0, 0.0, 0.0, 0.0
    for t in range(x.shape[1]):
        signal = dy[:, t]
        for k in range(t, -1, -1):
            signal = signal * (1 - h[:, k] ** 2)
            dW = dW + x[:, k].T @ signal
            dU = dU + before[:, k].T @ signal
            db = db + signal.sum(axis=0)
            signal = signal @ U.T
        dh0 = dh0 + signal
    return dW, dU, db, dh0
