# loses: test_rnn_example, test_rnn
# hint: Your loop goes over the sequences of the batch, and each hands its
#   state to the next one: time is axis 1 of x.
# %% rnn
def rnn(x, W, U, b, h0=None, return_sequences=False):
    h = np.zeros((x.shape[1], len(U))) if h0 is None else h0
    states = []
    for t in range(len(x)):
        h = np.tanh(x[t] @ W + h @ U + b)
        states.append(h)
    return np.stack(states) if return_sequences else h
