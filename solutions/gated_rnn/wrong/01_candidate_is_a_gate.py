# loses: test_lstm_step_example, test_lstm_step
# hint: The candidate is no gate: it goes through tanh, not through the
#   sigmoid, so that the cell can also fall.
# %% lstm_step
def lstm_step(x, h, c, W, U, b):
    a = np.split(x @ W + h @ U + b, 4, axis=1)
    i, f, g, o = (1 / (1 + np.exp(-part)) for part in a)
    c = f * c + i * g
    return o * np.tanh(c), c
