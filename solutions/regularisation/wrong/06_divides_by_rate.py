# loses: test_dropout_example, test_dropout
# hint: You divide by the rate; the share that is kept is 1 − rate.
# %% dropout
def dropout(x, mask, rate, training):
    return x * mask / rate if training else x


def dropout_backward(grad, mask, rate):
    return grad * mask / rate
