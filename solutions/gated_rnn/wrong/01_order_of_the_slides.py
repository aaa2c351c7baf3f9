# loses: test_lstm_step_example, test_lstm_step
# hint: You read the blocks as f, i, o and then the candidate, as many slides
#   list them. The weights hold i, f, g, o.
# %% lstm_step
def lstm_step(x, h, c, W, U, b):
    a_f, a_i, a_o, a_g = np.split(x @ W + h @ U + b, 4, axis=1)
    i, f, o = (1 / (1 + np.exp(-a)) for a in (a_i, a_f, a_o))
    c = f * c + i * np.tanh(a_g)
    return o * np.tanh(c), c
