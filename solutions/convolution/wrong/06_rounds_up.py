# loses: test_cost
# hint: Rows that do not fill a block of the pooling are left out: round
#   down.
# %% cost
def cost(layers, shape):
    parameters = products = 0
    for kind, *settings in layers:
        if kind == "conv":
            filters, kernel, padding = settings
            H, W, C = shape
            if padding == "valid":
                H, W = H - kernel + 1, W - kernel + 1
            parameters += (kernel * kernel * C + 1) * filters
            products += H * W * kernel * kernel * C * filters
            shape = (H, W, filters)
        elif kind == "pool":
            shape = (
                -(-shape[0] // settings[0]),
                -(-shape[1] // settings[0]),
                shape[2],
            )
        elif kind == "flatten":
            shape = (shape[0] * shape[1] * shape[2],)
        else:
            parameters += (shape[0] + 1) * settings[0]
            products += shape[0] * settings[0]
            shape = (settings[0],)
    return shape, parameters, products
