# loses: test_soften_example, test_soften
# hint: You divide by the sum of the whole array; each row is a distribution of
#   its own: axis=-1, keepdims=True.
# %% soften
def soften(logits, temperature):
    if temperature == 0:
        p = (logits == logits.max(axis=-1, keepdims=True)).astype(float)
        return p / p.sum(axis=-1, keepdims=True)

    p = np.exp((logits - logits.max(axis=-1, keepdims=True)) / temperature)
    return p / p.sum()
