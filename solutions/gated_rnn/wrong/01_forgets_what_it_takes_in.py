# loses: test_lstm_step_example, test_lstm_step
# hint: You keep 1 − i of the cell. That is another cell, with coupled gates;
#   here the forget gate f has weights of its own.
# %% lstm_step
def lstm_step(x, h, c, W, U, b):
    a_i, _, a_g, a_o = np.split(x @ W + h @ U + b, 4, axis=1)
    i, o = (1 / (1 + np.exp(-a)) for a in (a_i, a_o))
    c = (1 - i) * c + i * np.tanh(a_g)
    return o * np.tanh(c), c
