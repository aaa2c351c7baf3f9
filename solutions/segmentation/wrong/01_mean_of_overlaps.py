# loses: test_conv_transpose2d_example, test_conv_transpose2d
# hint: Where stamps overlap you take their mean; they add up.
# %% conv_transpose2d
def conv_transpose2d(x, W, b, stride):
    (B, h, w, _), (kh, kw, _, F) = x.shape, W.shape
    y = np.zeros((B, (h - 1) * stride + kh, (w - 1) * stride + kw, F))
    times = np.zeros_like(y)
    for i, j in np.ndindex(h, w):
        rows = slice(i * stride, i * stride + kh)
        columns = slice(j * stride, j * stride + kw)
        y[:, rows, columns] += np.einsum("nc,kmcf->nkmf", x[:, i, j], W)
        times[:, rows, columns] += 1
    return y / np.maximum(times, 1) + b
