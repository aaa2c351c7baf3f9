# loses: test_max_pool_example, test_max_pool
# hint: Your blocks overlap: you move on by one pixel instead of by `size`.
# %% max_pool
def max_pool(x, size):
    view = np.lib.stride_tricks.sliding_window_view
    return view(x, (size, size), axis=(1, 2)).max(axis=(-1, -2))


def max_pool_backward(dy, x, size):
    dx = np.zeros(x.shape)
    for n, i, j, c in np.ndindex(dy.shape):
        top, left = i * size, j * size
        block = x[n, top : top + size, left : left + size, c]
        row, column = divmod(int(block.argmax()), size)
        dx[n, top + row, left + column, c] = dy[n, i, j, c]
    return dx
