# loses: test_step
# hint: You read the rows of x one after another, as moments, each from the
#   state that the row before has left: they are different sequences at one
#   moment, and each starts from its own row of h.
# %% step
def step(x, h, W, U, b):
    states, state = [], h[0]
    for row in x:
        state = np.tanh(row @ W + state @ U + b)
        states.append(state)
    return np.array(states)
