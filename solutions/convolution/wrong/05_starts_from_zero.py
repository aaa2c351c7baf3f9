# loses: test_max_pool
# hint: Your search for the largest value starts from 0, so that a block of
#   negative numbers gives 0.
# %% max_pool
def max_pool(x, size):
    h, w = x.shape[1] // size, x.shape[2] // size
    y = np.zeros((len(x), h, w, x.shape[3]))
    for k, m in np.ndindex(size, size):
        pixels = x[:, k : h * size : size, m : w * size : size]
        y = np.maximum(y, pixels)
    return y


def max_pool_backward(dy, x, size):
    dx = np.zeros(x.shape)
    for n, i, j, c in np.ndindex(dy.shape):
        top, left = i * size, j * size
        block = x[n, top : top + size, left : left + size, c]
        row, column = divmod(int(block.argmax()), size)
        dx[n, top + row, left + column, c] = dy[n, i, j, c]
    return dx
