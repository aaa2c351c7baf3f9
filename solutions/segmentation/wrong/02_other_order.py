# loses: test_crop_and_concatenate_example, test_crop_and_concatenate
# hint: The channels of `skip` come first, then those of `x`.
# %% crop_and_concatenate
def crop_and_concatenate(skip, x):
    (_, tall, wide, _), (_, h, w, _) = skip.shape, x.shape
    top, left = (tall - h) // 2, (wide - w) // 2
    centre = skip[:, top : top + h, left : left + w]
    return np.concatenate([x, centre], axis=-1)
