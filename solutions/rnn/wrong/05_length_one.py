# loses: test_clip_by_global_norm_example, test_clip_by_global_norm
# hint: Clipped gradients get the length 1 from you; they should get that of
#   the threshold.
# %% clip_by_global_norm
def clip_by_global_norm(grads, threshold):
    norm = np.sqrt(sum(np.sum(g**2) for g in grads))
    scale = 1 / norm if norm > threshold else 1
    return [g * scale for g in grads], norm
