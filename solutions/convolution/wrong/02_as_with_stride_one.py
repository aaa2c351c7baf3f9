# loses: test_pad_same_example, test_pad_same
# hint: You add kernel − 1 zeros, which is right for stride 1 only. With a
#   larger stride fewer outputs are asked for: ⌈H / s⌉.
# %% pad_same
def pad_same(x, kernel, stride):
    total = kernel - 1
    pads = (total // 2, total - total // 2)
    return np.pad(x, [(0, 0), pads, pads, (0, 0)])
