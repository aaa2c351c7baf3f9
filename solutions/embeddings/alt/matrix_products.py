# Right by another road: one-hot matrices and products of them.
# %% cooccurrence
def cooccurrence(ids, sentence, V, window):
    one_hot = np.eye(V)[ids]  # (N, V)
    place = np.arange(len(ids))
    gap = np.abs(place[:, None] - place)
    near = (sentence[:, None] == sentence) & (gap > 0) & (gap <= window)
    weight = near / np.where(gap > 0, gap, 1)  # (N, N)
    return one_hot.T @ weight @ one_hot


# %% ppmi
def ppmi(X, alpha, k):
    words = X.sum(1, keepdims=True)
    contexts = X.sum(0, keepdims=True) ** alpha
    chance = words * contexts / contexts.sum()
    ratio = X / np.where(chance > 0, k * chance, 1)
    return np.log(np.clip(ratio, 1, None))


# %% svd_vectors
def svd_vectors(M, d):
    values, U = np.linalg.eigh(M @ M.T)  # S², in rising order
    values, U = values[::-1][:d], U[:, ::-1][:, :d]
    low, high = U.min(axis=0), U.max(axis=0)
    return np.where(high > -low, U, -U) * values**0.25


# %% negative_sampling
def negative_sampling(E, C, centre, context, negatives):
    (V, _), n = E.shape, len(centre)
    into = np.eye(V)
    z = E @ C.T  # (V, V), of all words with all
    pair = np.zeros((V, V))
    np.add.at(pair, (centre, context), 1 / n)
    lot = into[centre].T @ into[negatives].sum(1) / n
    loss = (pair * np.logaddexp(0, -z) + lot * np.logaddexp(0, z)).sum()
    sigma = (1 + np.tanh(z / 2)) / 2
    dz = pair * (sigma - 1) + lot * sigma
    return loss, dz @ C, dz.T @ E


# %% nearest
def nearest(E, words, n):
    size = np.sqrt(np.einsum("vd,vd->v", E, E))
    unit = E / np.where(size > 0, size, 1)[:, None]
    cosine = np.einsum("md,vd->mv", unit[words], unit)
    cosine[np.asarray(words)[:, None] == np.arange(len(E))] = -2
    near = np.argpartition(-cosine, n - 1, axis=1)[:, :n]
    order = np.argsort(-np.take_along_axis(cosine, near, axis=1), axis=1)
    return np.take_along_axis(near, order, axis=1)


# %% analogy
def analogy(E, a, b, c):
    unit = E / np.sqrt((E**2).sum(axis=1))[:, None]
    aim = unit[b] - unit[a] + unit[c]
    far = ((aim[:, None] - unit) ** 2).sum(axis=-1)  # (m, V)
    for asked in (a, b, c):
        far[np.arange(len(aim)), asked] = np.inf
    return np.argmin(far, axis=1)


# %% rank_correlation
def ranks(x):
    _, place, times = np.unique(x, return_inverse=True, return_counts=True)
    last = np.cumsum(times)
    return (last - (times - 1) / 2)[place]


def rank_correlation(similarity, scores):
    unknown = np.isnan(similarity)
    r = np.column_stack([ranks(x[~unknown]) for x in (similarity, scores)])
    r = (r - r.mean(axis=0)) / r.std(axis=0)
    return np.mean(r[:, 0] * r[:, 1]), np.mean(unknown)
