# By other functions of NumPy: masked sums, strides, binary search, heaps.
# %% perplexity_and_bits
def perplexity_and_bits(log_probs, mask):
    nats = -np.where(mask, log_probs, 0).sum() / np.count_nonzero(mask)
    bits = nats / np.log(2)
    return 2**bits, bits


# %% windows
def windows(ids, B, T):
    n = (len(ids) - 1) // B
    K = n // T
    at = (
        np.arange(K)[:, None, None] * T
        + np.arange(B)[:, None] * n
        + np.arange(T)
    )  # (K, B, T)
    return ids[at], ids[at + 1]


# %% soften
def soften(logits, temperature):
    top = logits.max(axis=-1, keepdims=True)
    if temperature > 0:
        z = (logits - top) / temperature
    else:
        z = np.where(logits < top, -np.inf, 0)
    return np.exp(z - np.log(np.exp(z).sum(axis=-1, keepdims=True)))


# %% keep_likely
def keep_likely(p, k, mass):
    kept = np.zeros(p.shape)
    for row, out in zip(p, kept):
        order = np.lexsort((np.arange(len(row)), -row))[:k]
        sums = np.cumsum(row[order]) / row[order].sum()
        if mass < 1:
            order = order[: np.searchsorted(sums, mass) + 1]
        out[order] = row[order] / row[order].sum()
    return kept


# %% draw
def draw(p, t):
    last = (p > 0) * np.arange(p.shape[1])
    found = [
        np.searchsorted(row, number, side="right")
        for row, number in zip(np.cumsum(p, axis=1), t)
    ]
    return np.minimum(found, last.max(axis=1))


# %% beam_search
def beam_search(log_P, start, width):
    import heapq

    beams = {(): 0.0}
    for step in log_P:
        candidates = (
            (score + step[(start, *text)[-1]][v], (*text, v))
            for text, score in beams.items()
            for v in range(len(step))
        )
        best = heapq.nlargest(width, candidates)
        beams = {text: score for score, text in best}
    return np.array(list(beams)), np.array(list(beams.values()))


# %% copying
def distinct(texts, n):
    passages = []
    for text in texts:
        passages += zip(*(text[i:] for i in range(n)))
    return len(set(passages)) / len(passages)


def copied(text, source, n):
    known = {source[i : i + n] for i in range(len(source) - n + 1)}
    starts = [text[i : i + n] in known for i in range(len(text) - n + 1)]
    if not starts:
        return np.zeros(len(text), dtype=bool)
    return np.convolve(starts, np.ones(n))[: len(text)] > 0
