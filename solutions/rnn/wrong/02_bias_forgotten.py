# loses: test_rnn
# hint: The bias is missing; where it is zero one does not see it.
# %% rnn
def rnn(x, W, U, b, h0=None, return_sequences=False):
    h = np.zeros((len(x), len(U))) if h0 is None else h0
    states = []
    for t in range(x.shape[1]):
        h = np.tanh(x[:, t] @ W + h @ U)
        states.append(h)
    return np.stack(states, axis=1) if return_sequences else h
