# loses: test_conv2d_backward_parameters, test_conv2d_backward_input
# hint: You add up the gradient inside x itself (dx = x is no copy); whoever
#   calls you still needs the images.
# %% conv2d_backward
def conv2d_backward(dy, x, W, stride):
    images, dW = x.copy(), np.zeros(W.shape)
    dx = x
    dx[:] = 0
    h, v = dy.shape[1:3]
    for k, m in np.ndindex(W.shape[:2]):
        rows = slice(k, k + stride * h, stride)
        columns = slice(m, m + stride * v, stride)
        pixels = images[:, rows, columns]
        dW[k, m] = np.tensordot(pixels, dy, axes=([0, 1, 2], [0, 1, 2]))
        dx[:, rows, columns] += dy @ W[k, m].T
    return dx, dW, dy.sum(axis=(0, 1, 2))
