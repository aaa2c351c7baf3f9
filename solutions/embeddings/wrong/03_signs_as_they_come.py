# loses: test_svd_vectors_example, test_svd_vectors
# hint: Your signs are those that the library happened to choose. Turn each
#   column so that its entry of largest magnitude is positive.
# %% svd_vectors
def svd_vectors(M, d):
    U, S, _ = np.linalg.svd(M, full_matrices=False)
    return U[:, :d] * np.sqrt(S[:d])
