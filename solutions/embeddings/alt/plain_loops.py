# Right by another road: loops over places, pairs and words, and the formulas
# as they stand.
# %% cooccurrence
def cooccurrence(ids, sentence, V, window):
    X = np.zeros((V, V))
    for i in range(len(ids)):
        for j in range(max(0, i - window), min(len(ids), i + window + 1)):
            if i != j and sentence[i] == sentence[j]:
                X[ids[i], ids[j]] += 1 / abs(i - j)
    return X


# %% ppmi
def ppmi(X, alpha, k):
    V, W = X.shape
    M = np.zeros((V, W))
    damped = [X[:, j].sum() ** alpha for j in range(W)]
    for i in range(V):
        for j in range(W):
            if X[i, j] > 0:
                q = damped[j] / sum(damped)
                pmi = np.log(X[i, j] / (X[i].sum() * q))
                M[i, j] = max(pmi - np.log(k), 0)
    return M


# %% svd_vectors
def svd_vectors(M, d):
    U, S, _ = np.linalg.svd(M)
    E = np.zeros((len(M), d))
    for j in range(d):
        u = U[:, j]
        if u[abs(u).argmax()] < 0:
            u = -u
        E[:, j] = u * S[j] ** 0.5
    return E


# %% negative_sampling
def negative_sampling(E, C, centre, context, negatives):
    loss, dE, dC = 0.0, np.zeros_like(E), np.zeros_like(C)
    n = len(centre)
    for c, o, drawn in zip(centre, context, negatives):
        for w, sign in [(o, -1), *((r, 1) for r in drawn)]:
            z = sign * (E[c] @ C[w])
            loss += np.logaddexp(0, z) / n
            slope = sign * np.exp(min(z, 0) - np.log1p(np.exp(-abs(z)))) / n
            dE[c] += slope * C[w]
            dC[w] += slope * E[c]
    return loss, dE, dC


# %% nearest
def nearest(E, words, n):
    rows = []
    for w in words:
        cosines = []
        for v in range(len(E)):
            size = np.sqrt((E[v] ** 2).sum() * (E[w] ** 2).sum())
            cosines.append(E[v] @ E[w] / size if size > 0 else 0)
        order = sorted(range(len(E)), key=lambda v: cosines[v], reverse=True)
        rows.append([v for v in order if v != w][:n])
    return np.array(rows)


# %% analogy
def analogy(E, a, b, c):
    unit = np.array([e / np.sqrt(e @ e) for e in E])
    answers = []
    for i, j, k in zip(a, b, c):
        aim = unit[j] - unit[i] + unit[k]
        others = [w for w in range(len(E)) if w not in (i, j, k)]
        answers.append(max(others, key=lambda w: unit[w] @ aim))
    return np.array(answers)


# %% rank_correlation
def ranks(x):
    order = np.argsort(x)
    found = np.zeros(len(x))
    first = 0
    while first < len(x):
        last = first
        while last + 1 < len(x) and x[order[last + 1]] == x[order[first]]:
            last += 1
        found[order[first : last + 1]] = (first + last) / 2 + 1
        first = last + 1
    return found


def rank_correlation(similarity, scores):
    known = [i for i, s in enumerate(similarity) if not np.isnan(s)]
    r, s = ranks(similarity[known]), ranks(scores[known])
    r, s = r - r.mean(), s - s.mean()
    rho = (r * s).sum() / np.sqrt((r**2).sum() * (s**2).sum())
    return rho, (len(scores) - len(known)) / len(scores)
