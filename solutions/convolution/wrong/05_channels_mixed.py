# loses: test_max_pool
# hint: You take the largest value over all channels; each channel is pooled
#   by itself.
# %% max_pool
def max_pool(x, size):
    h, w = x.shape[1] // size, x.shape[2] // size
    whole = x[:, : h * size, : w * size]
    return whole.reshape(len(x), h, size, w, size, -1).max(axis=(2, 4, 5))[
        ..., None
    ] * np.ones(x.shape[3])


def max_pool_backward(dy, x, size):
    dx = np.zeros(x.shape)
    for n, i, j, c in np.ndindex(dy.shape):
        top, left = i * size, j * size
        block = x[n, top : top + size, left : left + size, c]
        row, column = divmod(int(block.argmax()), size)
        dx[n, top + row, left + column, c] = dy[n, i, j, c]
    return dx
