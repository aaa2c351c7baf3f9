# loses: test_rnn_example, test_rnn
# hint: You multiply the state with Uᵀ. With a single unit one does not see it:
#   U[i, j] leads from unit i to unit j, h @ U.
# %% rnn
def rnn(x, W, U, b, h0=None, return_sequences=False):
    h = np.zeros((len(x), len(U))) if h0 is None else h0
    states = []
    for t in range(x.shape[1]):
        h = np.tanh(x[:, t] @ W + h @ U.T + b)
        states.append(h)
    return np.stack(states, axis=1) if return_sequences else h
