# loses: test_max_pool
# hint: Of equally large pixels you take the last one; the first in reading
#   order gets the gradient.
# %% max_pool
def max_pool(x, size):
    h, w = x.shape[1] // size, x.shape[2] // size
    whole = x[:, : h * size, : w * size]
    return whole.reshape(len(x), h, size, w, size, -1).max(axis=(2, 4))


def max_pool_backward(dy, x, size):
    dx = np.zeros(x.shape)
    for n, i, j, c in np.ndindex(dy.shape):
        top, left = i * size, j * size
        block = x[n, top : top + size, left : left + size, c]
        row, column = np.argwhere(block == block.max())[-1]
        dx[n, top + row, left + column, c] = dy[n, i, j, c]
    return dx
