# loses: test_rnn_example, test_rnn
# hint: Your states lie with time first, (T, B, u): put them along axis 1, as
#   in the input.
# %% rnn
def rnn(x, W, U, b, h0=None, return_sequences=False):
    h = np.zeros((len(x), len(U))) if h0 is None else h0
    states = []
    for t in range(x.shape[1]):
        h = np.tanh(x[:, t] @ W + h @ U + b)
        states.append(h)
    return np.array(states) if return_sequences else h
