# loses: test_features_example, test_features
# hint: You ignore the stride of the blocks.
# %% features
def features(x, blocks, eps):
    for block in blocks:
        z = convolve(x, block["W"], 1) - block["mean"]
        scale = block["gamma"] / np.sqrt(block["variance"] + eps)
        x = np.maximum(z * scale + block["beta"], 0)
    return x.mean(axis=(1, 2))
