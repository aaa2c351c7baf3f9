# loses: test_clip_by_global_norm_example, test_clip_by_global_norm
# hint: You shorten the arrays that you were given (*=); return new ones.
# %% clip_by_global_norm
def clip_by_global_norm(grads, threshold):
    norm = np.sqrt(sum(np.sum(g**2) for g in grads))
    for g in grads:
        g *= threshold / max(norm, threshold)
    return grads, norm
