# All of it in float32, as a network would.
# %% perplexity_and_bits
def perplexity_and_bits(log_probs, mask):
    nats = -log_probs.astype("float32")[mask].mean()
    return float(np.exp(nats)), float(nats / np.log(2))


# %% windows
def windows(ids, B, T):
    n = (len(ids) - 1) // B
    pairs = np.stack([ids[:-1], ids[1:]]).astype("int32")[:, : n * B]
    streams = pairs.reshape(2, B, n)[..., : n // T * T]
    x, y = streams.reshape(2, B, -1, T).swapaxes(1, 2)
    return x, y


# %% soften
def soften(logits, temperature):
    z = logits - logits.max(axis=-1, keepdims=True)
    if temperature == 0:
        weights = (z == 0).astype("float32")
    else:
        weights = np.exp((z / temperature).astype("float32"))
    return weights / weights.sum(axis=-1, keepdims=True)


# %% keep_likely
def keep_likely(p, k, mass):
    rank = np.argsort(np.argsort(-p, axis=1, kind="stable"), axis=1)
    kept = np.where(rank < k, p, 0).astype("float32")
    kept /= kept.sum(axis=1, keepdims=True)
    likelier = rank[:, None, :] < rank[:, :, None]  # (B, V, V)
    before = (likelier * kept[:, None, :]).sum(axis=2)
    kept = np.where((before < mass) | (mass == 1), kept, 0)
    return kept / kept.sum(axis=1, keepdims=True)


# %% draw
def draw(p, t):
    sums = np.cumsum(p, axis=1)
    sums[:, -1] = 1
    drawn = (sums > t[:, None]).argmax(axis=1)
    last = p.shape[1] - 1 - (p[:, ::-1] > 0).argmax(axis=1)
    return np.minimum(drawn, last).astype("int32")


# %% beam_search
def beam_search(log_P, start, width):
    S, V = log_P.shape[:2]
    texts, scores = np.zeros((1, 0), dtype="int32"), np.zeros(1)
    last = np.array([start])
    for s in range(S):
        scores = (scores[:, None] + log_P[s, last]).reshape(-1)
        texts = np.repeat(texts, V, axis=0)
        ends = np.tile(np.arange(V), len(last))
        texts = np.column_stack([texts, ends]).astype("int32")
        best = np.argsort(scores)[::-1][:width]
        texts, scores, last = texts[best], scores[best], ends[best]
    return texts, scores.astype("float32")
