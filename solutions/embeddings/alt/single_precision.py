# Right by another road: in single precision wherever numbers are compared with
# a tolerance, and with lists where arrays are asked for.
# %% cooccurrence
def cooccurrence(ids, sentence, V, window):
    flat = np.zeros(V * V, dtype=np.float32)
    for k in range(1, window + 1):
        for there in (k, -k):
            here = np.arange(max(0, -there), len(ids) - max(0, there))
            meet = here[sentence[here] == sentence[here + there]]
            pair = V * ids[meet] + ids[meet + there]
            times = np.bincount(pair.astype(int), minlength=V * V)
            flat += times.astype(np.float32) / k
    return flat.reshape(V, V)


# %% ppmi
def ppmi(X, alpha, k):
    X = X.astype(np.float32)
    with np.errstate(divide="ignore", invalid="ignore"):
        log_p = np.log(X.sum(axis=1, keepdims=True))
        contexts = X.sum(axis=0) ** np.float32(alpha)
        log_q = np.log(contexts / contexts.sum())
        pmi = np.log(X) - log_p - log_q - np.log(np.float32(k))
    return np.where(X > 0, pmi, 0).clip(min=0)


# %% svd_vectors
def svd_vectors(M, d):
    U, S, _ = np.linalg.svd(M.astype(np.float32), full_matrices=False)
    E = (U @ np.diag(np.sqrt(S)))[:, :d]
    order = np.argsort(np.abs(E), axis=0)[-1]
    top = np.take_along_axis(E, order[None], axis=0)
    return np.where(top < 0, -E, E)


# %% negative_sampling
def negative_sampling(E, C, centre, context, negatives):
    E, C = E.astype(np.float32), C.astype(np.float32)
    dE, dC = np.zeros_like(E), np.zeros_like(C)
    h, n = E[centre], np.float32(len(centre))
    loss = np.float32(0)
    for j, words in enumerate([context, *negatives.T]):
        z = (h * C[words]).sum(axis=1)
        true = j == 0
        loss += np.logaddexp(0, -z if true else z).sum(dtype=np.float32) / n
        g = (np.exp(-np.logaddexp(0, -z)) - np.float32(true)) / n
        for v in range(len(E)):
            dE[v] += (g[:, None] * C[words])[centre == v].sum(axis=0)
            dC[v] += (g[:, None] * h)[words == v].sum(axis=0)
    return loss, dE, dC


# %% nearest
def nearest(E, words, n):
    size = np.linalg.norm(E, axis=1)
    size[size == 0] = 1
    cosine = (E / size[:, None]) @ (E / size[:, None]).T
    np.fill_diagonal(cosine, -np.inf)
    order = np.flip(np.argsort(cosine, axis=1), axis=1)[words, :n]
    return order.tolist()


# %% analogy
def analogy(E, a, b, c):
    unit = E / np.linalg.norm(E, axis=1)[:, None]
    cosine = unit @ unit.T
    score = cosine[b] - cosine[a] + cosine[c]
    allowed = np.ones(score.shape, dtype=bool)
    for asked in (a, b, c):
        allowed[np.arange(len(a)), asked] = False
    return [int(i) for i in np.where(allowed, score, -9).argmax(axis=1)]


# %% rank_correlation
def ranks(x):
    line = np.sort(x)
    first = np.searchsorted(line, x, side="left")
    past = np.searchsorted(line, x, side="right")
    return ((first + 1 + past) / 2).astype(np.float32)


def rank_correlation(similarity, scores):
    known = np.flatnonzero(similarity == similarity)
    r, s = ranks(similarity[known]), ranks(scores[known])
    covariance = np.mean(r * s) - r.mean() * s.mean()
    return covariance / r.std() / s.std(), 1 - len(known) / len(scores)
