# loses: test_output_size_example, test_output_size
# hint: The + 1 belongs after the division: first count the whole steps that
#   fit, then add the place at which the kernel starts.
# %% output_size
def output_size(size, kernel, stride, padding, dilation):
    reach = (kernel - 1) * dilation + 1
    return max((size + 2 * padding - reach + 1) // stride, 0)
