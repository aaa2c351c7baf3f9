# loses: test_base_gradients_example, test_base_gradients
# hint: You normalise with the mean and variance of the batch at hand. The
#   normalisation is frozen while the kernels are tuned: use its moving ones.
# %% base_gradients
def base_gradients(dH, x, blocks, first, eps):
    passed = []
    for block in blocks:
        z = convolve(x, block["W"], block["stride"])
        variance = z.var(axis=(0, 1, 2))
        z = z - z.mean(axis=(0, 1, 2))
        scale = block["gamma"] / np.sqrt(variance + eps + 1e-30)
        y = z * scale + block["beta"]
        passed.append((x, (y > 0) * scale))
        x = np.maximum(y, 0)
    dx = dH[:, None, None] / (x.shape[1] * x.shape[2])
    grads = []
    for block, (x, slope) in list(zip(blocks, passed))[first:][::-1]:
        dx, dW = convolve_backward(dx * slope, x, block["W"], block["stride"])
        grads.append(dW)
    return grads[::-1]
