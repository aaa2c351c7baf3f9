# loses: test_svd_vectors_example, test_svd_vectors
# hint: You multiply the rows of U by the roots of the singular values. Each
#   singular value belongs to a column.
# %% svd_vectors
def svd_vectors(M, d):
    U, S, _ = np.linalg.svd(M)
    roots = np.ones(len(M))
    roots[: len(S)] = np.sqrt(S)
    E = roots[:, None] * U[:, :d]
    largest = np.abs(E).argmax(axis=0)
    return E * np.sign(E[largest, np.arange(d)])
