# loses: test_receptive_field
# hint: Strides multiply: two layers of stride 3 make steps of 9 pixels, not
#   of 6.
# %% receptive_field
def receptive_field(layers):
    seen = step = 1
    for kernel, stride, dilation in layers:
        seen += (kernel - 1) * dilation * step
        step += stride - 1
    return seen
