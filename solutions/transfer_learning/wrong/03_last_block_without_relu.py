# loses: test_features_example, test_features
# hint: The ReLU follows every normalisation, the last one, too.
# %% features
def features(x, blocks, eps):
    for i, block in enumerate(blocks, 1):
        z = convolve(x, block["W"], block["stride"]) - block["mean"]
        scale = block["gamma"] / np.sqrt(block["variance"] + eps)
        x = z * scale + block["beta"]
        x = np.maximum(x, 0) if i < len(blocks) else x
    return x.mean(axis=(1, 2))
