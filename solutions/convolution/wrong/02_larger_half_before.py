# loses: test_pad_same_example, test_pad_same
# hint: Where the number of zeros is odd you put the larger half before the
#   image; Keras puts it after.
# %% pad_same
def pad_same(x, kernel, stride):
    pads = []
    for size in x.shape[1:3]:
        total = max((-(-size // stride) - 1) * stride + kernel - size, 0)
        pads.append((total - total // 2, total // 2))
    return np.pad(x, [(0, 0), *pads, (0, 0)])
