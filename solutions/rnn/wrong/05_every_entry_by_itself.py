# loses: test_clip_by_global_norm_example, test_clip_by_global_norm
# hint: You cut every entry at the threshold, which turns the direction;
#   multiply all of them by one factor.
# %% clip_by_global_norm
def clip_by_global_norm(grads, threshold):
    norm = np.sqrt(sum(np.sum(g**2) for g in grads))
    return [np.clip(g, -threshold, threshold) for g in grads], norm
