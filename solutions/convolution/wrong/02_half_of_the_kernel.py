# loses: test_pad_same_example, test_pad_same
# hint: You add kernel // 2 zeros at either end, whatever the stride. That is
#   PyTorch's habit; Keras adds only as many as the last window lacks.
# %% pad_same
def pad_same(x, kernel, stride):
    p = kernel // 2
    return np.pad(x, [(0, 0), (p, p), (p, p), (0, 0)])
