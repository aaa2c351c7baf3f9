# loses: test_conv2d_example, test_conv2d
# hint: You step over the rows only; the stride holds for rows and columns.
# %% conv2d
def conv2d(x, W, b, stride):
    windows = np.lib.stride_tricks.sliding_window_view(
        x, W.shape[:2], axis=(1, 2)
    )[:, ::stride]
    return np.tensordot(windows, W, axes=([3, 4, 5], [2, 0, 1])) + b
