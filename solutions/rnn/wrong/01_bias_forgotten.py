# loses: test_step_example, test_step
# hint: The bias is missing.
# %% step
def step(x, h, W, U, b):
    return np.tanh(x @ W + h @ U)
