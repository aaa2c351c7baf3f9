# loses: test_soften_example
# hint: You add a small number to the temperature, so as not to divide by 0.
#   Logits that differ by as little then share. Treat 0 on its own.
# %% soften
def soften(logits, temperature):
    z = logits - logits.max(axis=-1, keepdims=True)
    p = np.exp(z / (temperature + 1e-6))
    return p / p.sum(axis=-1, keepdims=True)
