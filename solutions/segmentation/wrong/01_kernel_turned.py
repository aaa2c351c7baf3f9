# loses: test_conv_transpose2d_example, test_conv_transpose2d
# hint: Your stamps are turned round by 180°. The kernel is turned where one
#   writes this as a convolution; a stamp is the kernel as it is.
# %% conv_transpose2d
def conv_transpose2d(x, W, b, stride):
    (B, h, w, _), (kh, kw, _, F) = x.shape, W.shape
    y = np.zeros((B, (h - 1) * stride + kh, (w - 1) * stride + kw, F)) + b
    for i, j in np.ndindex(h, w):
        rows = slice(i * stride, i * stride + kh)
        columns = slice(j * stride, j * stride + kw)
        y[:, rows, columns] += np.einsum(
            "nc,kmcf->nkmf", x[:, i, j], W[::-1, ::-1]
        )
    return y
