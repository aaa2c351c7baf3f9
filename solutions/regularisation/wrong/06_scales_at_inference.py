# loses: test_dropout_example, test_dropout
# hint: Multiplying by 1 − rate at inference belongs to the older form of
#   dropout. The inverted one has divided by it in training already and leaves
#   x alone.
# %% dropout
def dropout(x, mask, rate, training):
    return x * mask / (1 - rate) if training else x * (1 - rate)


def dropout_backward(grad, mask, rate):
    return grad * mask / (1 - rate)
