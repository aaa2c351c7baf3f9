# loses: test_dropout
# hint: You write zeros into x or grad itself. The layer before still needs its
#   activations for its own gradient: return new arrays.
# %% dropout
def dropout(x, mask, rate, training):
    if not training:
        return x
    x[~mask] = 0
    return x / (1 - rate)


def dropout_backward(grad, mask, rate):
    grad[~mask] = 0
    return grad / (1 - rate)
