# loses: test_svd_vectors_example, test_svd_vectors
# hint: All your columns have length 1. Multiply each by the square root of
#   its singular value, so that important directions count more.
# %% svd_vectors
def svd_vectors(M, d):
    U, _, _ = np.linalg.svd(M, full_matrices=False)
    E = U[:, :d]
    largest = np.abs(E).argmax(axis=0)
    return E * np.sign(E[largest, np.arange(d)])
