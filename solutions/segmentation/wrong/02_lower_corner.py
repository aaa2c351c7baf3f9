# loses: test_crop_and_concatenate_example, test_crop_and_concatenate
# hint: You cut everything off at the top and on the left; only half of it
#   goes there.
# %% crop_and_concatenate
def crop_and_concatenate(skip, x):
    (_, tall, wide, _), (_, h, w, _) = skip.shape, x.shape
    top, left = tall - h, wide - w
    centre = skip[:, top : top + h, left : left + w]
    return np.concatenate([centre, x], axis=-1)
