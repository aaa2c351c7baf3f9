# loses: test_step_example, test_step
# hint: You multiply the state with Uᵀ: U[i, j] leads from unit i to unit j, so
#   that a row of states is multiplied from the right, h @ U.
# %% step
def step(x, h, W, U, b):
    return np.tanh(x @ W + h @ U.T + b)
