# loses: test_step_example, test_step
# hint: You return the states twice, as an output and as a state, like Keras'
#   cells; asked for is one array.
# %% step
def step(x, h, W, U, b):
    h = np.tanh(x @ W + h @ U + b)
    return h, h
