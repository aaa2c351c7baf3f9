# loses: test_clip_by_global_norm_example, test_clip_by_global_norm
# hint: You take the largest of the arrays' norms; the norm is that of all
#   arrays as one long vector.
# %% clip_by_global_norm
def clip_by_global_norm(grads, threshold):
    norm = max(np.sqrt(np.sum(g**2)) for g in grads)
    scale = threshold / max(norm, threshold)
    return [g * scale for g in grads], norm
