# loses: test_svd_vectors_example, test_svd_vectors
# hint: You make the first entry of each column positive. It is the one of
#   largest magnitude that decides.
# %% svd_vectors
def svd_vectors(M, d):
    U, S, _ = np.linalg.svd(M, full_matrices=False)
    E = U[:, :d] * np.sqrt(S[:d])
    return np.where(E[0] < 0, -E, E)
