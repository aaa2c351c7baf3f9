# loses: test_svd_vectors
# hint: You find each direction by a fixed number of multiplications with M,
#   too few where two singular values lie close together. np.linalg.svd does
#   as many as it takes.
# %% svd_vectors
def svd_vectors(M, d):
    rest, E = M.astype(float), np.zeros((len(M), d))
    for j in range(d):
        v = np.ones(M.shape[1])
        for _ in range(20):
            v = rest.T @ (rest @ v)
            v = v / np.linalg.norm(v)
        u = rest @ v
        S = np.linalg.norm(u)
        E[:, j] = u / np.sqrt(S)
        rest = rest - np.outer(u, v)
    largest = np.abs(E).argmax(axis=0)
    return E * np.sign(E[largest, np.arange(d)])
