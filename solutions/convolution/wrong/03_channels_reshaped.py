# loses: test_conv2d
# hint: You flatten windows and kernel in different orders: one has its
#   channels before rows and columns, the other after them. Transpose before
#   you reshape.
# %% conv2d
def conv2d(x, W, b, stride):
    windows = np.lib.stride_tricks.sliding_window_view(
        x, W.shape[:2], axis=(1, 2)
    )[:, ::stride, ::stride]
    flat = windows.reshape(*windows.shape[:3], -1)  # channels, rows, columns
    return flat @ W.reshape(-1, W.shape[3]) + b
