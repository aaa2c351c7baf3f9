# loses: test_conv2d_backward_example, test_conv2d_backward_parameters,
#   test_conv2d_backward_input
# hint: Your dx has the size of dy. It has the shape of x, with zeros where
#   no window came.
# %% conv2d_backward
def conv2d_backward(dy, x, W, stride):
    kh, kw = W.shape[:2]
    h, v = dy.shape[1:3]
    dW = np.zeros(W.shape)
    for k, m in np.ndindex(kh, kw):
        pixels = x[:, k : k + h, m : m + v]
        dW[k, m] = np.einsum("nijc,nijf->cf", pixels, dy)
    padded = np.pad(
        dy, [(0, 0), (kh // 2, kh // 2), (kw // 2, kw // 2), (0, 0)]
    )
    dx = np.zeros((*dy.shape[:3], x.shape[3]))
    for k, m in np.ndindex(kh, kw):
        dx += padded[:, k : k + h, m : m + v] @ W[kh - 1 - k, kw - 1 - m].T
    return dx, dW, dy.sum(axis=(0, 1, 2))
