# loses: test_output_size_example, test_output_size
# hint: You do not use the dilation; with dilation 2 three weights reach over
#   five pixels.
# %% output_size
def output_size(size, kernel, stride, padding, dilation):
    return max((size + 2 * padding - kernel) // stride + 1, 0)
