# loses: test_base_gradients_example, test_base_gradients
# hint: You ask where the convolution was positive. The ReLU comes after the
#   normalisation: ask where what that gave was.
# %% base_gradients
def base_gradients(dH, x, blocks, first, eps):
    passed = []
    for block in blocks:
        scale = block["gamma"] / np.sqrt(block["variance"] + eps)
        z = convolve(x, block["W"], block["stride"]) - block["mean"]
        y = z * scale + block["beta"]
        passed.append((x, (z + block["mean"] > 0) * scale))
        x = np.maximum(y, 0)
    dx = dH[:, None, None] / (x.shape[1] * x.shape[2])
    grads = []
    for block, (x, slope) in list(zip(blocks, passed))[first:][::-1]:
        dx, dW = convolve_backward(dx * slope, x, block["W"], block["stride"])
        grads.append(dW)
    return grads[::-1]
