# loses: test_soften_example, test_soften
# hint: np.exp of 1000 is infinite, and inf / inf is no probability. Subtract
#   the largest logit first; the softmax stays the same.
# %% soften
def soften(logits, temperature):
    if temperature == 0:
        p = (logits == logits.max(axis=-1, keepdims=True)).astype(float)
        return p / p.sum(axis=-1, keepdims=True)

    p = np.exp(logits / temperature)
    return p / p.sum(axis=-1, keepdims=True)
