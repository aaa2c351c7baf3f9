# loses: test_output_size_example, test_output_size
# hint: Zeros are added at both ends: the axis grows by 2 · padding, not by
#   padding.
# %% output_size
def output_size(size, kernel, stride, padding, dilation):
    reach = (kernel - 1) * dilation + 1
    return max((size + padding - reach) // stride + 1, 0)
