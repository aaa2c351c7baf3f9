# loses: test_nearest_example, test_nearest
# hint: You compare distances between the ends of the vectors, which depend on
#   their lengths; the cosine depends on the angle only.
# %% nearest
def nearest(E, words, n):
    far = np.linalg.norm(E[words][:, None] - E, axis=-1)
    far[np.arange(len(words)), words] = np.inf
    return np.argsort(far, axis=1)[:, :n]
