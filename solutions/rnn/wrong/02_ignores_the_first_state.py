# loses: test_rnn_example, test_rnn
# hint: You start from zeros even where h0 is given: then nothing is remembered
#   from before.
# %% rnn
def rnn(x, W, U, b, h0=None, return_sequences=False):
    h = np.zeros((len(x), len(U)))
    states = []
    for t in range(x.shape[1]):
        h = np.tanh(x[:, t] @ W + h @ U + b)
        states.append(h)
    return np.stack(states, axis=1) if return_sequences else h
