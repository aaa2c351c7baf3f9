# loses: test_clip_by_global_norm_example, test_clip_by_global_norm
# hint: You add up the norms of the arrays; add up their squares, and take one
#   root at the end.
# %% clip_by_global_norm
def clip_by_global_norm(grads, threshold):
    norm = sum(np.sqrt(np.sum(g**2)) for g in grads)
    scale = threshold / max(norm, threshold)
    return [g * scale for g in grads], norm
