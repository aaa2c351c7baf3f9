# loses: test_conv2d_example, test_conv2d
# hint: You apply the stride inside the window, between the pixels that meet
#   neighbouring weights. That is dilation; the stride is the step between
#   neighbouring outputs.
# %% conv2d
def conv2d(x, W, b, stride):
    kh, kw = W.shape[:2]
    reach = (kh - 1) * stride + 1, (kw - 1) * stride + 1
    windows = np.lib.stride_tricks.sliding_window_view(x, reach, axis=(1, 2))
    windows = windows[..., ::stride, ::stride]
    return np.tensordot(windows, W, axes=([3, 4, 5], [2, 0, 1])) + b
