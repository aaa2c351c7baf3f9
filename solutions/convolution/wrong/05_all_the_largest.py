# loses: test_max_pool_example, test_max_pool
# hint: Where several pixels of a block are equally large, you give the
#   gradient to all of them; only the first gets it.
# %% max_pool
def max_pool(x, size):
    h, w = x.shape[1] // size, x.shape[2] // size
    whole = x[:, : h * size, : w * size]
    return whole.reshape(len(x), h, size, w, size, -1).max(axis=(2, 4))


def max_pool_backward(dy, x, size):
    h, w = size * dy.shape[1], size * dy.shape[2]
    y = max_pool(x, size).repeat(size, axis=1).repeat(size, axis=2)
    spread = dy.repeat(size, axis=1).repeat(size, axis=2)
    dx = np.zeros(x.shape)
    dx[:, :h, :w] = spread * (x[:, :h, :w] == y)
    return dx
