# loses: test_step_example, test_step
# hint: You squash with the sigmoid, which lies between 0 and 1; the layer has
#   a tanh, between −1 and 1.
# %% step
def step(x, h, W, U, b):
    return 1 / (1 + np.exp(-(x @ W + h @ U + b)))
