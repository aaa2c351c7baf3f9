# loses: test_dropout_example, test_dropout
# hint: Forward is right, but the gradient has to pass the same factor 1 / (1 −
#   rate) on its way back.
# %% dropout
def dropout(x, mask, rate, training):
    return x * mask / (1 - rate) if training else x


def dropout_backward(grad, mask, rate):
    return grad * mask
