# loses: test_output_size
# hint: Where the kernel does not fit at all your number falls below zero;
#   there are 0 outputs then.
# %% output_size
def output_size(size, kernel, stride, padding, dilation):
    reach = (kernel - 1) * dilation + 1
    return (size + 2 * padding - reach) // stride + 1
