# loses: test_features_example, test_features
# hint: You normalise with the mean and variance of the batch. The base is
#   frozen: use the moving ones of its blocks, so that an image's features do
#   not depend on the others.
# %% features
def features(x, blocks, eps):
    for block in blocks:
        z = convolve(x, block["W"], block["stride"])
        variance = z.var(axis=(0, 1, 2))
        z = z - z.mean(axis=(0, 1, 2))
        scale = block["gamma"] / np.sqrt(variance + eps + 1e-30)
        x = np.maximum(z * scale + block["beta"], 0)
    return x.mean(axis=(1, 2))
