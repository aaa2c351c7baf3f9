# loses: test_crop_and_concatenate_example, test_crop_and_concatenate
# hint: You add the maps, as a residual connection does. A U-Net lays them
#   side by side: concatenate along the channels.
# %% crop_and_concatenate
def crop_and_concatenate(skip, x):
    (_, tall, wide, _), (_, h, w, _) = skip.shape, x.shape
    top, left = (tall - h) // 2, (wide - w) // 2
    centre = skip[:, top : top + h, left : left + w]
    return centre + x
