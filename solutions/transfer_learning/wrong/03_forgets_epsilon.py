# loses: test_features_example, test_features
# hint: You leave out ε under the root.
# %% features
def features(x, blocks, eps):
    for block in blocks:
        z = convolve(x, block["W"], block["stride"]) - block["mean"]
        scale = block["gamma"] / np.sqrt(block["variance"])
        x = np.maximum(z * scale + block["beta"], 0)
    return x.mean(axis=(1, 2))
