# loses: test_receptive_field
# hint: The steps of all layers before multiply; you use only the stride of
#   the last one.
# %% receptive_field
def receptive_field(layers):
    seen = step = 1
    for kernel, stride, dilation in layers:
        seen += (kernel - 1) * dilation * step
        step = stride
    return seen
