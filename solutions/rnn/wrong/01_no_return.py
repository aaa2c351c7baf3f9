# loses: test_step_example, test_step
# hint: Your function computes the new states and returns nothing: the `return`
#   is missing.
# %% step
def step(x, h, W, U, b):
    h = np.tanh(x @ W + h @ U + b)
