# loses: test_conv2d_backward_example, test_conv2d_backward_input
# hint: You lay the kernel turned round on dx. In the convolution that
#   computes dx it is turned; where one adds window by window it is not.
# %% conv2d_backward
def conv2d_backward(dy, x, W, stride):
    dx, dW = np.zeros(x.shape), np.zeros(W.shape)
    h, v = dy.shape[1:3]
    for k, m in np.ndindex(W.shape[:2]):
        rows = slice(k, k + stride * h, stride)
        columns = slice(m, m + stride * v, stride)
        pixels = x[:, rows, columns]
        dW[k, m] = np.tensordot(pixels, dy, axes=([0, 1, 2], [0, 1, 2]))
        dx[:, rows, columns] += dy @ W[::-1, ::-1][k, m].T
    return dx, dW, dy.sum(axis=(0, 1, 2))
