# loses: test_svd_vectors_example, test_svd_vectors
# hint: You multiply each column by the sign of its first entry, and np.sign(0)
#   is 0: such a column is gone. It is the entry of largest magnitude that
#   decides.
# %% svd_vectors
def svd_vectors(M, d):
    U, S, _ = np.linalg.svd(M, full_matrices=False)
    E = U[:, :d] * np.sqrt(S[:d])
    return E * np.sign(E[0])
