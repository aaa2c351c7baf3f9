# loses: test_step_example, test_step
# hint: You add the bias after the tanh; it belongs to what the tanh is applied
#   to. (As it is, states may leave the range from −1 to 1.)
# %% step
def step(x, h, W, U, b):
    return np.tanh(x @ W + h @ U) + b
