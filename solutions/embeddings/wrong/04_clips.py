# loses: test_negative_sampling_example, test_negative_sampling
# hint: You clip the probabilities, so that a pair that is hopelessly wrong
#   costs no more than a bad one. np.logaddexp needs no clipping.
# %% negative_sampling
def negative_sampling(E, C, centre, context, negatives):
    words = np.column_stack([context, negatives])  # (n, 1 + k)
    sign = np.where(np.arange(words.shape[1]) > 0, 1, -1)
    h, U = E[centre], C[words]
    z = sign * np.einsum("nd,nkd->nk", h, U)
    s = np.exp(-np.logaddexp(0, -z)).clip(1e-12, 1 - 1e-12)
    loss = -np.log(1 - s).sum() / len(z)
    dz = sign * s / len(z)
    dE, dC = np.zeros(E.shape), np.zeros(C.shape)
    np.add.at(dE, centre, np.einsum("nk,nkd->nd", dz, U))
    np.add.at(dC, words, np.einsum("nk,nd->nkd", dz, h))
    return loss, dE, dC
