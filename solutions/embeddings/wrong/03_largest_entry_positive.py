# loses: test_svd_vectors_example, test_svd_vectors
# hint: You look at the largest entry, which is nearly always positive. It is
#   the one of largest magnitude, the sign left aside, that decides.
# %% svd_vectors
def svd_vectors(M, d):
    U, S, _ = np.linalg.svd(M, full_matrices=False)
    E = U[:, :d] * np.sqrt(S[:d])
    return E * np.sign(E[E.argmax(axis=0), np.arange(d)])
