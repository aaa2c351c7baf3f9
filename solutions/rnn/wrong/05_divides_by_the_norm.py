# loses: test_clip_by_global_norm_example, test_clip_by_global_norm
# hint: Where all gradients are zero you divide by 0, and Python stops with an
#   error. Divide only where the norm is above the threshold.
# %% clip_by_global_norm
def clip_by_global_norm(grads, threshold):
    norm = float(np.sqrt(sum(np.sum(g**2) for g in grads)))
    scale = min(1, threshold / norm)
    return [g * scale for g in grads], norm
