# loses: test_dropout_example, test_dropout
# hint: What is kept must be divided by 1 − rate, there and back; without it
#   the next layer sees smaller sums in training than at inference.
# %% dropout
def dropout(x, mask, rate, training):
    return x * mask if training else x


def dropout_backward(grad, mask, rate):
    return grad * mask
