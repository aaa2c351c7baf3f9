# loses: test_pad_same
# hint: Where the kernel is smaller than the stride your number of zeros
#   falls below zero. It is at least 0: nothing is cut off.
# %% pad_same
def pad_same(x, kernel, stride):
    pads = []
    for size in x.shape[1:3]:
        total = (-(-size // stride) - 1) * stride + kernel - size
        pads.append((total // 2, total - total // 2))
    return np.pad(x, [(0, 0), *pads, (0, 0)])
