# loses: test_step_example, test_step
# hint: You write the new states into h itself; whoever calls you still needs
#   the old ones, for the gradient. Return a new array.
# %% step
def step(x, h, W, U, b):
    h[:] = np.tanh(x @ W + h @ U + b)
    return h
