# loses: test_svd_vectors_example, test_svd_vectors
# hint: You take the eigenvectors of M, which has them only where it is
#   square, and shares them with the singular value decomposition only where it
#   is symmetric. Use np.linalg.svd.
# %% svd_vectors
def svd_vectors(M, d):
    side = max(M.shape)
    square = np.zeros((side, side))
    square[: M.shape[0], : M.shape[1]] = M
    values, U = np.linalg.eigh(square)
    order = np.argsort(-abs(values))[:d]
    E = U[: len(M), order] * np.sqrt(abs(values[order]))
    largest = np.abs(E).argmax(axis=0)
    return E * np.sign(E[largest, np.arange(d)])
