# loses: test_lstm_step_example, test_lstm_step
# hint: Your gates read the cell in place of the state. The product with U is
#   that of h.
# %% lstm_step
def lstm_step(x, h, c, W, U, b):
    a_i, a_f, a_g, a_o = np.split(x @ W + c @ U + b, 4, axis=1)
    i, f, o = (1 / (1 + np.exp(-a)) for a in (a_i, a_f, a_o))
    c = f * c + i * np.tanh(a_g)
    return o * np.tanh(c), c
