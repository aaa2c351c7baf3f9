# loses: test_rnn_example, test_rnn
# hint: `if h0` asks for the truth of a whole array, which NumPy does not know:
#   ask whether h0 is None.
# %% rnn
def rnn(x, W, U, b, h0=None, return_sequences=False):
    h = h0 if h0 else np.zeros((len(x), len(U)))
    states = []
    for t in range(x.shape[1]):
        h = np.tanh(x[:, t] @ W + h @ U + b)
        states.append(h)
    return np.stack(states, axis=1) if return_sequences else h
