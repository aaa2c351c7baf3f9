# loses: test_negative_sampling_example, test_negative_sampling
# hint: exp(z) is infinite for z above 709, and ∞ / ∞ is NaN in your
#   gradients. 1 / (1 + exp(−z)) does not do that.
# %% negative_sampling
def negative_sampling(E, C, centre, context, negatives):
    words = np.column_stack([context, negatives])  # (n, 1 + k)
    sign = np.where(np.arange(words.shape[1]) > 0, 1, -1)
    h, U = E[centre], C[words]
    z = sign * np.einsum("nd,nkd->nk", h, U)
    loss = np.logaddexp(0, z).sum() / len(z)
    dz = sign * np.exp(z) / (1 + np.exp(z)) / len(z)
    dE, dC = np.zeros(E.shape), np.zeros(C.shape)
    np.add.at(dE, centre, np.einsum("nk,nkd->nd", dz, U))
    np.add.at(dC, words, np.einsum("nk,nd->nkd", dz, h))
    return loss, dE, dC
