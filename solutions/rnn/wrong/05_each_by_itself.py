# loses: test_clip_by_global_norm_example, test_clip_by_global_norm
# hint: You clip every array by its own norm, which turns the direction of the
#   whole; there is one norm, and one factor, for all of them together.
# %% clip_by_global_norm
def clip_by_global_norm(grads, threshold):
    norms = [np.sqrt(np.sum(g**2)) for g in grads]
    norm = np.sqrt(sum(n**2 for n in norms))
    clipped = [g * threshold / max(n, threshold) for g, n in zip(grads, norms)]
    return clipped, norm
