# loses: test_negative_sampling_example, test_negative_sampling
# hint: You take the mean over the k negatives of a pair; their losses are
#   added up.
# %% negative_sampling
def negative_sampling(E, C, centre, context, negatives):
    words = np.column_stack([context, negatives])  # (n, 1 + k)
    sign = np.where(np.arange(words.shape[1]) > 0, 1, -1)
    h, U = E[centre], C[words]
    z = sign * np.einsum("nd,nkd->nk", h, U)
    weight = np.ones(z.shape) / len(z)
    weight[:, 1:] /= negatives.shape[1]
    loss = (weight * np.logaddexp(0, z)).sum()
    dz = weight * sign * np.exp(-np.logaddexp(0, -z))
    dE, dC = np.zeros(E.shape), np.zeros(C.shape)
    np.add.at(dE, centre, np.einsum("nk,nkd->nd", dz, U))
    np.add.at(dC, words, np.einsum("nk,nd->nkd", dz, h))
    return loss, dE, dC
