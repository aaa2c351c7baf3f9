# loses: test_clip_by_global_norm
# hint: You take the list for exactly two arrays; it may hold any number.
# %% clip_by_global_norm
def clip_by_global_norm(grads, threshold):
    W, b = grads
    norm = np.sqrt(np.sum(W**2) + np.sum(b**2))
    scale = threshold / max(norm, threshold)
    return [W * scale, b * scale], norm
