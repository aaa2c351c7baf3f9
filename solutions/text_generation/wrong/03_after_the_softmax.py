# loses: test_soften_example, test_soften
# hint: You divide the probabilities by the temperature, and the normalisation
#   takes that back: nothing changes. Divide the logits, before the
#   exponential.
# %% soften
def soften(logits, temperature):
    if temperature == 0:
        p = (logits == logits.max(axis=-1, keepdims=True)).astype(float)
        return p / p.sum(axis=-1, keepdims=True)

    p = np.exp(logits - logits.max(axis=-1, keepdims=True)) / temperature
    return p / p.sum(axis=-1, keepdims=True)
