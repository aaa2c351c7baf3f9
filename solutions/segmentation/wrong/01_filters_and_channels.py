# loses: test_conv_transpose2d
# hint: You exchange the last two axes of the kernel: W is (kh, kw, C, F),
#   channels before filters. (Keras keeps the kernels of a transposed
#   convolution the other way round, which may be where you looked.)
# %% conv_transpose2d
def conv_transpose2d(x, W, b, stride):
    (B, h, w, _), (kh, kw, F, _) = x.shape, W.shape
    y = np.zeros((B, (h - 1) * stride + kh, (w - 1) * stride + kw, F)) + b
    for i, j in np.ndindex(h, w):
        rows = slice(i * stride, i * stride + kh)
        columns = slice(j * stride, j * stride + kw)
        y[:, rows, columns] += np.einsum("nc,kmfc->nkmf", x[:, i, j], W)
    return y
