# loses: test_lstm_step_example, test_lstm_step
# hint: You add the whole candidate to the cell; the input gate says how much
#   of it comes in: i · g.
# %% lstm_step
def lstm_step(x, h, c, W, U, b):
    _, a_f, a_g, a_o = np.split(x @ W + h @ U + b, 4, axis=1)
    f, o = (1 / (1 + np.exp(-a)) for a in (a_f, a_o))
    c = f * c + np.tanh(a_g)
    return o * np.tanh(c), c
