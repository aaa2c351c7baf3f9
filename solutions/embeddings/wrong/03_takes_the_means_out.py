# loses: test_svd_vectors_example, test_svd_vectors
# hint: You subtract the mean of each column first. That is a principal
#   component analysis; here M is taken as it is.
# %% svd_vectors
def svd_vectors(M, d):
    U, S, _ = np.linalg.svd(M - M.mean(axis=0), full_matrices=False)
    E = U[:, :d] * np.sqrt(S[:d])
    largest = np.abs(E).argmax(axis=0)
    return E * np.sign(E[largest, np.arange(d)])
