# loses: test_max_pool
# hint: Where several pixels of a block are equally large, you share the
#   gradient out among them; the first gets all of it.
# %% max_pool
def max_pool(x, size):
    h, w = x.shape[1] // size, x.shape[2] // size
    whole = x[:, : h * size, : w * size]
    return whole.reshape(len(x), h, size, w, size, -1).max(axis=(2, 4))


def max_pool_backward(dy, x, size):
    dx = np.zeros(x.shape)
    for n, i, j, c in np.ndindex(dy.shape):
        rows, columns = (slice(k * size, (k + 1) * size) for k in (i, j))
        block = x[n, rows, columns, c]
        largest = block == block.max()
        dx[n, rows, columns, c] = dy[n, i, j, c] * largest / largest.sum()
    return dx
