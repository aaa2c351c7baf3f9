# loses: test_step_example, test_step
# hint: The state before does not enter: that is a dense layer. Add h @ U.
# %% step
def step(x, h, W, U, b):
    return np.tanh(x @ W + b)
