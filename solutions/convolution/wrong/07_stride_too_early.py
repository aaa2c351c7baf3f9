# loses: test_receptive_field_example, test_receptive_field
# hint: A layer's stride spreads the units of the layers after it, not what
#   its own kernel sees: multiply the step afterwards.
# %% receptive_field
def receptive_field(layers):
    seen = step = 1
    for kernel, stride, dilation in layers:
        step *= stride
        seen += (kernel - 1) * dilation * step
    return seen
