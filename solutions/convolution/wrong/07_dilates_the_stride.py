# loses: test_receptive_field
# hint: Dilation spreads the weights of its own layer only; the step to the
#   next unit is the stride alone.
# %% receptive_field
def receptive_field(layers):
    seen = step = 1
    for kernel, stride, dilation in layers:
        seen += (kernel - 1) * dilation * step
        step *= stride * dilation
    return seen
