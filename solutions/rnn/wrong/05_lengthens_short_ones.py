# loses: test_clip_by_global_norm_example, test_clip_by_global_norm
# hint: You bring every gradient to the length of the threshold; one that is
#   shorter stays as it is.
# %% clip_by_global_norm
def clip_by_global_norm(grads, threshold):
    norm = np.sqrt(sum(np.sum(g**2) for g in grads))
    return [g * threshold / norm for g in grads], norm
