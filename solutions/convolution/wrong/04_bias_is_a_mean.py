# loses: test_conv2d_backward_example, test_conv2d_backward_parameters
# hint: db is the mean of dy; the bias went into every output, so it is their
#   sum.
# %% conv2d_backward
def conv2d_backward(dy, x, W, stride):
    dx, dW = np.zeros(x.shape), np.zeros(W.shape)
    h, v = dy.shape[1:3]
    for k, m in np.ndindex(W.shape[:2]):
        rows = slice(k, k + stride * h, stride)
        columns = slice(m, m + stride * v, stride)
        pixels = x[:, rows, columns]
        dW[k, m] = np.tensordot(pixels, dy, axes=([0, 1, 2], [0, 1, 2]))
        dx[:, rows, columns] += dy @ W[k, m].T
    return dx, dW, dy.mean(axis=(0, 1, 2))
