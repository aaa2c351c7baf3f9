# loses: test_rnn_example, test_rnn
# hint: You return every state whatever is asked for; without return_sequences
#   it is the last one alone, (B, u).
# %% rnn
def rnn(x, W, U, b, h0=None, return_sequences=False):
    h = np.zeros((len(x), len(U))) if h0 is None else h0
    states = []
    for t in range(x.shape[1]):
        h = np.tanh(x[:, t] @ W + h @ U + b)
        states.append(h)
    return np.stack(states, axis=1)
