# loses: test_crop_and_concatenate_example, test_crop_and_concatenate
# hint: You join along the first axis, as further images; join along the last
#   one, as further channels.
# %% crop_and_concatenate
def crop_and_concatenate(skip, x):
    (_, tall, wide, _), (_, h, w, _) = skip.shape, x.shape
    top, left = (tall - h) // 2, (wide - w) // 2
    centre = skip[:, top : top + h, left : left + w]
    return np.concatenate([centre, x[..., : centre.shape[-1]]], axis=0)
