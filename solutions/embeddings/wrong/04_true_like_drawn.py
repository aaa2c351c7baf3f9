# loses: test_negative_sampling_example, test_negative_sampling
# hint: You treat the true word like the drawn ones. Its term is −log σ(z),
#   not −log σ(−z), and its gradient σ(z) − 1.
# %% negative_sampling
def negative_sampling(E, C, centre, context, negatives):
    words = np.column_stack([context, negatives])  # (n, 1 + k)
    sign = np.ones(words.shape[1])
    h, U = E[centre], C[words]
    z = sign * np.einsum("nd,nkd->nk", h, U)
    loss = np.logaddexp(0, z).sum() / len(z)
    dz = sign * np.exp(-np.logaddexp(0, -z)) / len(z)
    dE, dC = np.zeros(E.shape), np.zeros(C.shape)
    np.add.at(dE, centre, np.einsum("nk,nkd->nd", dz, U))
    np.add.at(dC, words, np.einsum("nk,nd->nkd", dz, h))
    return loss, dE, dC
