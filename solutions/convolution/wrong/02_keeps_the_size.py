# loses: test_pad_same_example, test_pad_same
# hint: You make the output as large as the input although the kernel moves
#   by more than a pixel. With stride s there are ⌈H / s⌉ outputs, and fewer
#   zeros are needed.
# %% pad_same
def pad_same(x, kernel, stride):
    pads = []
    for size in x.shape[1:3]:
        total = (size - 1) * stride + kernel - size
        pads.append((total // 2, total - total // 2))
    return np.pad(x, [(0, 0), *pads, (0, 0)])
