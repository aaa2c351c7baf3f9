# Right by another road: sliding windows, flat indices, binary search.
# %% ngrams
def ngrams(ids, n):
    padded = np.pad(ids, (n - 1, 1), constant_values=(BEGIN, END))
    return np.lib.stride_tricks.sliding_window_view(padded, n)


# %% count_ngrams
def count_ngrams(grams, V):
    n = grams.shape[1]
    flat = grams @ V ** np.arange(n)[::-1]
    return np.bincount(flat, minlength=V**n).reshape((V,) * n)


# %% probabilities
def probabilities(counts, alpha):
    total = counts.sum(-1, keepdims=True)
    V = counts.shape[-1]
    return np.where(
        total + alpha > 0, (counts + alpha) / (total + alpha * V), 1 / V
    )


# %% perplexity
def perplexity(p):
    return np.exp2(-np.log2(p).sum() / p.size)


# %% em_weights
def em_weights(P, steps):
    weights = np.ones(P.shape[1]) / P.shape[1]
    for _ in range(steps):
        weights = weights * (P / (P @ weights)[:, None]).mean(0)
    return weights


# %% generate
def generate(P, uniforms):
    cumulated = P.cumsum(-1)
    symbols = [BEGIN] * (P.ndim - 1)
    for t in uniforms:
        row = cumulated[tuple(symbols[len(symbols) - P.ndim + 1 :])]
        symbols.append(int((row <= t).sum()))
        if symbols[-1] == END:
            symbols.pop()
            break
    return np.array(symbols[P.ndim - 1 :], dtype=int)


# %% best_threshold
def best_threshold(inside, outside):
    inside, outside = np.sort(inside), np.sort(outside)
    accepted = np.searchsorted(inside, inside, side="right") / len(inside)
    rejected = 1 - np.searchsorted(outside, inside, side="right") / len(
        outside
    )
    accuracy = ((accepted + rejected) / 2).round(12)
    return inside[accuracy.argmax()], accuracy.max()
