# loses: test_lstm_step_example, test_lstm_step
# hint: You deal the columns to the gates in turn. The weights hold blocks:
#   first all u columns of i, then all of f, of g and of o.
# %% lstm_step
def lstm_step(x, h, c, W, U, b):
    a = (x @ W + h @ U + b).reshape(len(x), -1, 4)
    i, f, o = (1 / (1 + np.exp(-a[:, :, k])) for k in (0, 1, 3))
    c = f * c + i * np.tanh(a[:, :, 2])
    return o * np.tanh(c), c
