# loses: test_crop_and_concatenate_example, test_crop_and_concatenate
# hint: You cut equally much on both sides, and end the slice at -top, which
#   is empty when top is 0. Write top : top + height.
# %% crop_and_concatenate
def crop_and_concatenate(skip, x):
    (_, tall, wide, _), (_, h, w, _) = skip.shape, x.shape
    top, left = (tall - h) // 2, (wide - w) // 2
    centre = skip[:, top:-top, left:-left]
    return np.concatenate([centre, x], axis=-1)
