# loses: test_features_example, test_features
# hint: You lay all pixels side by side. The pooling makes one number of each
#   map, so that the features have the shape (B, F).
# %% features
def features(x, blocks, eps):
    for block in blocks:
        z = convolve(x, block["W"], block["stride"]) - block["mean"]
        scale = block["gamma"] / np.sqrt(block["variance"] + eps)
        x = np.maximum(z * scale + block["beta"], 0)
    return x.reshape(len(x), -1)
