# loses: test_soften_example, test_soften
# hint: You divide by the temperature where it is 0. Treat that case on its
#   own: all probability goes to the largest logit.
# %% soften
def soften(logits, temperature):
    z = (logits - logits.max(axis=-1, keepdims=True)) / temperature
    p = np.exp(z)
    return p / p.sum(axis=-1, keepdims=True)
