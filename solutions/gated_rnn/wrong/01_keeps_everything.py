# loses: test_lstm_step_example, test_lstm_step
# hint: Your cell forgets nothing: the old one is multiplied by the forget gate
#   f.
# %% lstm_step
def lstm_step(x, h, c, W, U, b):
    a_i, _, a_g, a_o = np.split(x @ W + h @ U + b, 4, axis=1)
    i, o = (1 / (1 + np.exp(-a)) for a in (a_i, a_o))
    c = c + i * np.tanh(a_g)
    return o * np.tanh(c), c
