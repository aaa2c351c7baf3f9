# loses: test_conv_transpose2d_example, test_conv_transpose2d
# hint: You repeat each pixel and multiply by the middle of the kernel or its
#   sum. Each pixel leaves the whole kernel, entry by entry.
# %% conv_transpose2d
def conv_transpose2d(x, W, b, stride):
    y = x.repeat(stride, axis=1).repeat(stride, axis=2)
    return y @ W.mean(axis=(0, 1)) + b
