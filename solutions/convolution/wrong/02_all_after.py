# loses: test_pad_same_example, test_pad_same
# hint: All your zeros stand after the image; only with an odd number one
#   more stands there than before it.
# %% pad_same
def pad_same(x, kernel, stride):
    pads = []
    for size in x.shape[1:3]:
        total = max((-(-size // stride) - 1) * stride + kernel - size, 0)
        pads.append((0, total))
    return np.pad(x, [(0, 0), *pads, (0, 0)])
