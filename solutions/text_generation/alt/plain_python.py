# Loops, lists and the formulas as they stand.
# %% perplexity_and_bits
def perplexity_and_bits(log_probs, mask):
    import math

    total, number = 0.0, 0
    for log_row, mask_row in zip(log_probs.tolist(), mask.tolist()):
        for log_prob, real in zip(log_row, mask_row):
            if real:
                total -= log_prob
                number += 1
    nats = total / number
    return math.exp(nats) if nats < 700 else math.inf, nats / math.log(2)


# %% windows
def windows(ids, B, T):
    n = (len(ids) - 1) // B
    x, y = [], []
    for k in range(n // T):
        starts = [i * n + k * T for i in range(B)]
        x.append([ids[start : start + T] for start in starts])
        y.append([ids[start + 1 : start + T + 1] for start in starts])
    return np.array(x), np.array(y)


# %% soften
def soften(logits, temperature):
    p = np.zeros(logits.shape)
    for row in np.ndindex(*logits.shape[:-1]):
        top = max(logits[row])
        for v, z in enumerate(logits[row]):
            if temperature > 0:
                p[(*row, v)] = np.exp((z - top) / temperature)
            elif z == top:
                p[(*row, v)] = 1
        p[row] /= sum(p[row])
    return p


# %% keep_likely
def keep_likely(p, k, mass):
    kept = []
    for row in p.tolist():
        order = sorted(range(len(row)), key=lambda v: (-row[v], v))[:k]
        most = sum(row[v] for v in order)
        stay, total = [], 0.0
        for v in order:
            stay.append(v)
            total += row[v] / most
            if mass < 1 and total >= mass:
                break
        rest = sum(row[v] for v in stay)
        kept.append(
            [p_v / rest if v in stay else 0 for v, p_v in enumerate(row)]
        )
    return np.array(kept)


# %% draw
def draw(p, t):
    drawn = []
    for row, number in zip(p, t):
        total, last = 0.0, 0
        for v in range(len(row)):
            if row[v] > 0:
                last = v
                total += row[v]
                if total > number:
                    break
        drawn.append(last)
    return np.array(drawn)


# %% beam_search
def beam_search(log_P, start, width):
    beams = [(0.0, [start])]
    for step in log_P:
        longer = [
            (score + step[text[-1], v], [*text, v])
            for score, text in beams
            for v in range(len(step))
        ]
        beams = sorted(longer, key=lambda pair: -pair[0])[:width]
    texts = np.array([text[1:] for _, text in beams])
    return texts, np.array([score for score, _ in beams])


# %% copying
def distinct(texts, n):
    seen = {}
    for text in texts:
        for i in range(len(text)):
            if i + n <= len(text):
                passage = text[i : i + n]
                seen[passage] = seen.get(passage, 0) + 1
    return len(seen) / sum(seen.values())


def copied(text, source, n):
    marks = [False] * len(text)
    for i in range(len(text)):
        passage = text[i : i + n]
        if len(passage) == n and source.find(passage) >= 0:
            for j in range(n):
                marks[i + j] = True
    return np.array(marks, dtype=bool)
