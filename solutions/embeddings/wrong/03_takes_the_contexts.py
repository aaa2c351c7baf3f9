# loses: test_svd_vectors_example, test_svd_vectors
# hint: You return the vectors of the contexts, the columns of V. The words
#   are the rows of M, and belong to U.
# %% svd_vectors
def svd_vectors(M, d):
    _, S, Vt = np.linalg.svd(M, full_matrices=False)
    E = Vt[:d].T * np.sqrt(S[:d])
    largest = np.abs(E).argmax(axis=0)
    return E * np.sign(E[largest, np.arange(d)])
