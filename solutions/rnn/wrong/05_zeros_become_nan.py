# loses: test_clip_by_global_norm_example, test_clip_by_global_norm
# hint: Where all gradients are zero you divide 0 by 0, and every weight
#   becomes nan. Divide by the larger of norm and threshold, or only where the
#   norm is too large.
# %% clip_by_global_norm
def clip_by_global_norm(grads, threshold):
    norm = np.sqrt(sum(np.sum(g**2) for g in grads))
    scale = min(norm, threshold) / norm
    return [g * scale for g in grads], norm
