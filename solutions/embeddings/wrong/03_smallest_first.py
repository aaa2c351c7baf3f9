# loses: test_svd_vectors_example, test_svd_vectors
# hint: You keep the directions with the smallest singular values:
#   np.linalg.eigh gives them in rising order.
# %% svd_vectors
def svd_vectors(M, d):
    values, U = np.linalg.eigh(M @ M.T)
    E = U[:, :d] * np.maximum(values[:d], 0) ** 0.25
    largest = np.abs(E).argmax(axis=0)
    return E * np.sign(E[largest, np.arange(d)])
