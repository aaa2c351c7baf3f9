# loses: test_crop_and_concatenate_example, test_crop_and_concatenate
# hint: You keep the upper left corner of `skip`; its centre belongs to the
#   pixels of `x`.
# %% crop_and_concatenate
def crop_and_concatenate(skip, x):
    _, h, w, _ = x.shape
    return np.concatenate([skip[:, :h, :w], x], axis=-1)
