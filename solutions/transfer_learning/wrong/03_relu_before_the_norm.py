# loses: test_features_example, test_features
# hint: The ReLU comes after the normalisation, not before it.
# %% features
def features(x, blocks, eps):
    for block in blocks:
        z = convolve(x, block["W"], block["stride"])
        z = np.maximum(z, 0) - block["mean"]
        scale = block["gamma"] / np.sqrt(block["variance"] + eps)
        x = z * scale + block["beta"]
    return x.mean(axis=(1, 2))
