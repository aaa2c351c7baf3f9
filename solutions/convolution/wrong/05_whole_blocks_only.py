# loses: test_max_pool
# hint: Your reshape works only where height and width are multiples of
#   `size`: first cut off the rows and columns that do not fill a block.
# %% max_pool
def max_pool(x, size):
    B, H, W, C = x.shape
    blocks = x.reshape(B, H // size, size, W // size, size, C)
    return blocks.max(axis=(2, 4))


def max_pool_backward(dy, x, size):
    dx = np.zeros(x.shape)
    for n, i, j, c in np.ndindex(dy.shape):
        top, left = i * size, j * size
        block = x[n, top : top + size, left : left + size, c]
        row, column = divmod(int(block.argmax()), size)
        dx[n, top + row, left + column, c] = dy[n, i, j, c]
    return dx
