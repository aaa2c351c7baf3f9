# loses: test_receptive_field_example, test_receptive_field
# hint: You add whole kernels. Neighbouring windows overlap: each layer adds
#   kernel − 1 steps.
# %% receptive_field
def receptive_field(layers):
    seen = step = 1
    for kernel, stride, dilation in layers:
        seen += kernel * dilation * step
        step *= stride
    return seen
