# loses: test_dropout_example, test_dropout
# hint: You drop units at inference too: look at `training`.
# %% dropout
def dropout(x, mask, rate, training):
    return x * mask / (1 - rate)


def dropout_backward(grad, mask, rate):
    return grad * mask / (1 - rate)
