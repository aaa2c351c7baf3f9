# loses: test_crop_and_concatenate_example, test_crop_and_concatenate
# hint: You cut as many columns as rows; each axis has its own surplus.
# %% crop_and_concatenate
def crop_and_concatenate(skip, x):
    (h, w), tall = x.shape[1:3], skip.shape[1]
    top = left = (tall - h) // 2
    centre = skip[:, top : top + h, left : left + w]
    return np.concatenate([centre, x], axis=-1)
