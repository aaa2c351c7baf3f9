# loses: test_max_pool
# hint: Of equally large pixels you take the first one column by column;
#   reading order goes row by row.
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
        column, row = divmod(int(block.T.argmax()), size)
        dx[n, top + row, left + column, c] = dy[n, i, j, c]
    return dx
