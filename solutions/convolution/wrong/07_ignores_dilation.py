# loses: test_receptive_field_example, test_receptive_field
# hint: You do not use the dilation: it spreads the weights of a kernel.
# %% receptive_field
def receptive_field(layers):
    seen = step = 1
    for kernel, stride, _ in layers:
        seen += (kernel - 1) * step
        step *= stride
    return seen
