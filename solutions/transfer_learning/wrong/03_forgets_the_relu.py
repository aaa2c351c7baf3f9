# loses: test_features_example, test_features
# hint: You leave out the ReLU: what is negative after the normalisation
#   becomes 0.
# %% features
def features(x, blocks, eps):
    for block in blocks:
        z = convolve(x, block["W"], block["stride"]) - block["mean"]
        scale = block["gamma"] / np.sqrt(block["variance"] + eps)
        x = z * scale + block["beta"]
    return x.mean(axis=(1, 2))
