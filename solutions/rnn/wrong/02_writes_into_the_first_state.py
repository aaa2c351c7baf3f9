# loses: test_rnn_example, test_rnn
# hint: You write every new state into h0 itself: whoever calls you again
#   starts from another state than before. Let h be a new array at each step.
# %% rnn
def rnn(x, W, U, b, h0=None, return_sequences=False):
    h = np.zeros((len(x), len(U))) if h0 is None else h0
    states = []
    for t in range(x.shape[1]):
        h[:] = np.tanh(x[:, t] @ W + h @ U + b)
        states.append(h.copy())
    return np.stack(states, axis=1) if return_sequences else h
