# loses: test_negative_sampling_example, test_negative_sampling
# hint: For large dot products σ is rounded to 0, and its logarithm is −∞.
#   np.logaddexp(0, z) gives log(1 + exp(z)) without that.
# %% negative_sampling
def negative_sampling(E, C, centre, context, negatives):
    words = np.column_stack([context, negatives])  # (n, 1 + k)
    sign = np.where(np.arange(words.shape[1]) > 0, 1, -1)
    h, U = E[centre], C[words]
    z = sign * np.einsum("nd,nkd->nk", h, U)
    s = np.exp(-np.logaddexp(0, -z))
    loss = -np.log(1 - s).sum() / len(z)
    dz = sign * s / len(z)
    dE, dC = np.zeros(E.shape), np.zeros(C.shape)
    np.add.at(dE, centre, np.einsum("nk,nkd->nd", dz, U))
    np.add.at(dC, words, np.einsum("nk,nd->nkd", dz, h))
    return loss, dE, dC
