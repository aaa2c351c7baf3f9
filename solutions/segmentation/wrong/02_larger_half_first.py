# loses: test_crop_and_concatenate_example, test_crop_and_concatenate
# hint: Where an odd number is to be cut, you cut the larger half at the top
#   and on the left; it goes at the bottom and on the right.
# %% crop_and_concatenate
def crop_and_concatenate(skip, x):
    (_, tall, wide, _), (_, h, w, _) = skip.shape, x.shape
    top, left = (tall - h + 1) // 2, (wide - w + 1) // 2
    centre = skip[:, top : top + h, left : left + w]
    return np.concatenate([centre, x], axis=-1)
