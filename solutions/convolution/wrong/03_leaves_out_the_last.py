# loses: test_conv2d_example, test_conv2d
# hint: The last place is missing: a kernel of k rows fits H − k + 1 times
#   into H rows, not H − k times.
# %% conv2d
def conv2d(x, W, b, stride):
    (kh, kw), (H, V) = W.shape[:2], x.shape[1:3]
    rows = range(0, H - kh, stride)
    columns = range(0, V - kw, stride)
    y = np.zeros((len(x), len(rows), len(columns), W.shape[3])) + b
    for i, top in enumerate(rows):
        for j, left in enumerate(columns):
            window = x[:, top : top + kh, left : left + kw]
            y[:, i, j] += np.tensordot(window, W, axes=3)
    return y
