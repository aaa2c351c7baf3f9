# loses: test_rnn_example, test_rnn
# hint: Your states begin with the one before the first step: T steps have T
#   states, each after its step.
# %% rnn
def rnn(x, W, U, b, h0=None, return_sequences=False):
    h = np.zeros((len(x), len(U))) if h0 is None else h0
    states = [h]
    for t in range(x.shape[1]):
        h = np.tanh(x[:, t] @ W + h @ U + b)
        states.append(h)
    return np.stack(states, axis=1) if return_sequences else h
