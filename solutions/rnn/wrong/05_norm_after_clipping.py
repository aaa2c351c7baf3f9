# loses: test_clip_by_global_norm_example, test_clip_by_global_norm
# hint: You return the norm after the clipping; the one before is asked for: it
#   says whether gradients explode.
# %% clip_by_global_norm
def clip_by_global_norm(grads, threshold):
    norm = np.sqrt(sum(np.sum(g**2) for g in grads))
    scale = threshold / max(norm, threshold)
    return [g * scale for g in grads], norm * scale
