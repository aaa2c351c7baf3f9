# loses: test_negative_sampling_example, test_negative_sampling
# hint: You divide by n (1 + k), the number of dot products. The loss of a
#   pair is a sum over its words; the mean is over the n pairs.
# %% negative_sampling
def negative_sampling(E, C, centre, context, negatives):
    words = np.column_stack([context, negatives])  # (n, 1 + k)
    sign = np.where(np.arange(words.shape[1]) > 0, 1, -1)
    h, U = E[centre], C[words]
    z = sign * np.einsum("nd,nkd->nk", h, U)
    loss = np.logaddexp(0, z).mean()
    dz = sign * np.exp(-np.logaddexp(0, -z)) / z.size
    dE, dC = np.zeros(E.shape), np.zeros(C.shape)
    np.add.at(dE, centre, np.einsum("nk,nkd->nd", dz, U))
    np.add.at(dC, words, np.einsum("nk,nd->nkd", dz, h))
    return loss, dE, dC
