# loses: test_crop_and_concatenate_example, test_crop_and_concatenate
# hint: You enlarge `x` with zeros to the size of `skip`. It is `skip` that
#   is cropped: at its edge there is nothing from below to go with it.
# %% crop_and_concatenate
def crop_and_concatenate(skip, x):
    pads = [(0, 0)]
    for axis in (1, 2):
        extra = skip.shape[axis] - x.shape[axis]
        pads.append((extra // 2, extra - extra // 2))
    return np.concatenate([skip, np.pad(x, [*pads, (0, 0)])], axis=-1)
