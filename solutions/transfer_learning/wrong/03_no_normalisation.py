# loses: test_features_example, test_features
# hint: You leave the normalisation out. That it is frozen does not mean that
#   it is not there.
# %% features
def features(x, blocks, eps):
    for block in blocks:
        x = np.maximum(convolve(x, block["W"], block["stride"]), 0)
    return x.mean(axis=(1, 2))
