# loses: test_output_size_example, test_output_size
# hint: You count the steps of the kernel, not the places where it stands:
#   there is one more place than there are steps.
# %% output_size
def output_size(size, kernel, stride, padding, dilation):
    reach = (kernel - 1) * dilation + 1
    return max((size + 2 * padding - reach) // stride, 0)
