# loses: test_soften_example, test_soften
# hint: You multiply by the temperature, which flattens below 1 and sharpens
#   above it. Divide.
# %% soften
def soften(logits, temperature):
    if temperature == 0:
        p = (logits == logits.max(axis=-1, keepdims=True)).astype(float)
        return p / p.sum(axis=-1, keepdims=True)

    z = (logits - logits.max(axis=-1, keepdims=True)) * temperature
    p = np.exp(z)
    return p / p.sum(axis=-1, keepdims=True)
