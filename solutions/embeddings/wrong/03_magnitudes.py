# loses: test_svd_vectors_example, test_svd_vectors
# hint: You took the magnitude of every entry. The sign of a whole column may
#   be turned, not that of single entries.
# %% svd_vectors
def svd_vectors(M, d):
    U, S, _ = np.linalg.svd(M, full_matrices=False)
    return np.abs(U[:, :d]) * np.sqrt(S[:d])
