# loses: test_conv2d_backward_example, test_conv2d_backward_parameters,
#   test_conv2d_backward_input
# hint: You do not use the stride: output (i, j) saw the window that begins
#   at pixel (i · stride, j · stride).
# %% conv2d_backward
def conv2d_backward(dy, x, W, stride):
    dx, dW = np.zeros(x.shape), np.zeros(W.shape)
    h, v = dy.shape[1:3]
    for k, m in np.ndindex(W.shape[:2]):
        rows = slice(k, k + h)
        columns = slice(m, m + v)
        pixels = x[:, rows, columns]
        dW[k, m] = np.tensordot(pixels, dy, axes=([0, 1, 2], [0, 1, 2]))
        dx[:, rows, columns] += dy @ W[k, m].T
    return dx, dW, dy.sum(axis=(0, 1, 2))
