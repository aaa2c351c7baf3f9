# loses: test_output_size
# hint: You round up: where the last step leaves the image only in part, the
#   kernel no longer fits. Only whole steps count, so round down.
# %% output_size
def output_size(size, kernel, stride, padding, dilation):
    reach = (kernel - 1) * dilation + 1
    return max(-(-(size + 2 * padding - reach) // stride) + 1, 0)
