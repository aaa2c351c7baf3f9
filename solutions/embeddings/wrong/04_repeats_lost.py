# loses: test_negative_sampling_example, test_negative_sampling
# hint: `dE[centre] += ...` keeps one of the gradients where a word comes
#   several times. np.add.at adds them all up.
# %% negative_sampling
def negative_sampling(E, C, centre, context, negatives):
    words = np.column_stack([context, negatives])  # (n, 1 + k)
    sign = np.where(np.arange(words.shape[1]) > 0, 1, -1)
    h, U = E[centre], C[words]
    z = sign * np.einsum("nd,nkd->nk", h, U)
    loss = np.logaddexp(0, z).sum() / len(z)
    dz = sign * np.exp(-np.logaddexp(0, -z)) / len(z)
    dE, dC = np.zeros(E.shape), np.zeros(C.shape)
    dE[centre] += np.einsum("nk,nkd->nd", dz, U)
    dC[words] += np.einsum("nk,nd->nkd", dz, h)
    return loss, dE, dC
