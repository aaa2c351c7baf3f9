# loses: test_rnn_example, test_rnn
# hint: All entries of your list are one and the same array, which each step
#   overwrites, so that every state is the last one. Let h be a new array at
#   each step.
# %% rnn
def rnn(x, W, U, b, h0=None, return_sequences=False):
    h = np.zeros((len(x), len(U))) if h0 is None else h0.copy()
    states = []
    for t in range(x.shape[1]):
        h[:] = np.tanh(x[:, t] @ W + h @ U + b)
        states.append(h)
    return np.stack(states, axis=1) if return_sequences else h
