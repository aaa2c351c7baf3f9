# loses: test_conv2d_example, test_conv2d
# hint: You move the kernel by one pixel, whatever the stride.
# %% conv2d
def conv2d(x, W, b, stride):
    windows = np.lib.stride_tricks.sliding_window_view(
        x, W.shape[:2], axis=(1, 2)
    )
    return np.tensordot(windows, W, axes=([3, 4, 5], [2, 0, 1])) + b
