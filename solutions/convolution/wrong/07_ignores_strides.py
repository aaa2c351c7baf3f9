# loses: test_receptive_field_example, test_receptive_field
# hint: After a layer with a stride neighbouring units lie further apart:
#   what later kernels add counts that many times.
# %% receptive_field
def receptive_field(layers):
    seen = 1
    for kernel, _, dilation in layers:
        seen += (kernel - 1) * dilation
    return seen
