# loses: test_features
# hint: You average over the filters as well, or instead of an axis of the map;
#   each filter is a feature of its own.
# %% features
def features(x, blocks, eps):
    for block in blocks:
        z = convolve(x, block["W"], block["stride"]) - block["mean"]
        scale = block["gamma"] / np.sqrt(block["variance"] + eps)
        x = np.maximum(z * scale + block["beta"], 0)
    return x.mean(axis=(1, 2, 3))[:, None]
