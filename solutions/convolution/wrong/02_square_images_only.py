# loses: test_pad_same_example, test_pad_same
# hint: You pad the columns by the number that the rows need. Each axis has
#   its own.
# %% pad_same
def pad_same(x, kernel, stride):
    size = x.shape[1]
    total = max((-(-size // stride) - 1) * stride + kernel - size, 0)
    pads = (total // 2, total - total // 2)
    return np.pad(x, [(0, 0), pads, pads, (0, 0)])
