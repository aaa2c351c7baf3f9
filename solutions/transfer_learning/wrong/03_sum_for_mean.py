# loses: test_features_example, test_features
# hint: You add up the pixels of each map; the pooling takes their mean.
# %% features
def features(x, blocks, eps):
    for block in blocks:
        z = convolve(x, block["W"], block["stride"]) - block["mean"]
        scale = block["gamma"] / np.sqrt(block["variance"] + eps)
        x = np.maximum(z * scale + block["beta"], 0)
    return x.sum(axis=(1, 2))
