# loses: test_svd_vectors_example, test_svd_vectors
# hint: You multiply by the singular values themselves. Half of them, their
#   square root, goes to the words, the other half to the contexts.
# %% svd_vectors
def svd_vectors(M, d):
    U, S, _ = np.linalg.svd(M, full_matrices=False)
    E = U[:, :d] * S[:d]
    largest = np.abs(E).argmax(axis=0)
    return E * np.sign(E[largest, np.arange(d)])
