# Right by another road: loops, lists and the formulas as they stand.
# %% ngrams
def ngrams(ids, n):
    symbols = [BEGIN] * (n - 1) + [int(i) for i in ids] + [END]
    return np.array([symbols[i : i + n] for i in range(len(symbols) - n + 1)])


# %% count_ngrams
def count_ngrams(grams, V):
    counts = np.zeros([V] * grams.shape[1], dtype=np.int64)
    for gram in grams:
        counts[tuple(gram)] += 1
    return counts


# %% probabilities
def probabilities(counts, alpha):
    V = counts.shape[-1]
    P = np.zeros(counts.shape)
    for h in np.ndindex(counts.shape[:-1]):
        total = counts[h].sum()
        for w in range(V):
            if total + alpha == 0:
                P[(*h, w)] = 1 / V
            else:
                P[(*h, w)] = (counts[(*h, w)] + alpha) / (total + alpha * V)
    return P


# %% perplexity
def perplexity(p):
    if min(p) == 0:
        return np.inf
    bits = 0.0
    for probability in p:
        bits -= np.log2(probability)
    return 2 ** (bits / len(p))


# %% em_weights
def em_weights(P, steps):
    N, K = P.shape
    weights = [1 / K] * K
    for _ in range(steps):
        new = [0.0] * K
        for row in P:
            mixed = sum(weights[k] * row[k] for k in range(K))
            for k in range(K):
                new[k] += weights[k] * row[k] / mixed / N
        weights = new
    return np.array(weights)


# %% generate
def generate(P, uniforms):
    drawn = []
    history = [BEGIN] * (P.ndim - 1)
    for t in uniforms:
        symbol, total = 0, P[tuple(history)][0]
        while total <= t:
            symbol += 1
            total += P[tuple(history)][symbol]
        if symbol == END:
            return np.array(drawn, dtype=int)
        drawn.append(symbol)
        history = [*history[1:], symbol]
    return np.array(drawn, dtype=int)


# %% best_threshold
def best_threshold(inside, outside):
    best, best_accuracy = None, -1
    for t in sorted(inside):
        accepted = sum(x <= t for x in inside) / len(inside)
        rejected = sum(x > t for x in outside) / len(outside)
        if (accepted + rejected) / 2 > best_accuracy + 1e-12:
            best, best_accuracy = t, (accepted + rejected) / 2
    return best, best_accuracy
