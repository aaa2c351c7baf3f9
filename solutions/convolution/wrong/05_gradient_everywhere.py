# loses: test_max_pool_example, test_max_pool
# hint: You hand the gradient to all pixels of the block; only the largest
#   one had an influence on the output.
# %% max_pool
def max_pool(x, size):
    h, w = x.shape[1] // size, x.shape[2] // size
    whole = x[:, : h * size, : w * size]
    return whole.reshape(len(x), h, size, w, size, -1).max(axis=(2, 4))


def max_pool_backward(dy, x, size):
    spread = dy.repeat(size, axis=1).repeat(size, axis=2)
    dx = np.zeros(x.shape)
    dx[:, : spread.shape[1], : spread.shape[2]] = spread
    return dx
