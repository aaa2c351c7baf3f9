# loses: test_output_size_example, test_output_size
# hint: A dilated kernel reaches over (kernel − 1) · dilation + 1 pixels:
#   there are gaps between the weights, but none after the last one. You take
#   kernel · dilation.
# %% output_size
def output_size(size, kernel, stride, padding, dilation):
    return max((size + 2 * padding - kernel * dilation) // stride + 1, 0)
