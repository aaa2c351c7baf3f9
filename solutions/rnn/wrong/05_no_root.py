# loses: test_clip_by_global_norm_example, test_clip_by_global_norm
# hint: You forget the square root: the norm is the root of the sum of squares.
# %% clip_by_global_norm
def clip_by_global_norm(grads, threshold):
    norm = sum(np.sum(g**2) for g in grads)
    scale = threshold / max(norm, threshold)
    return [g * scale for g in grads], norm
