# loses: test_rnn_example, test_rnn
# hint: Every step starts from the first state again: hand the new state on to
#   the next step.
# %% rnn
def rnn(x, W, U, b, h0=None, return_sequences=False):
    h0 = np.zeros((len(x), len(U))) if h0 is None else h0
    states = []
    for t in range(x.shape[1]):
        states.append(np.tanh(x[:, t] @ W + h0 @ U + b))
    return np.stack(states, axis=1) if return_sequences else states[-1]
