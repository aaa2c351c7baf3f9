# loses: test_conv_transpose2d_example, test_conv_transpose2d
# hint: Your stamps lie one pixel apart, whatever the stride.
# %% conv_transpose2d
def conv_transpose2d(x, W, b, stride):
    (B, h, w, _), (kh, kw, _, F) = x.shape, W.shape
    y = np.zeros((B, h - 1 + kh, w - 1 + kw, F)) + b
    for i, j in np.ndindex(h, w):
        rows = slice(i, i + kh)
        columns = slice(j, j + kw)
        y[:, rows, columns] += np.einsum("nc,kmcf->nkmf", x[:, i, j], W)
    return y
