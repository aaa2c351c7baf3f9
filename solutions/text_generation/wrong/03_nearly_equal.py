# loses: test_soften_example
# hint: At temperature 0 you let logits share that are only nearly as large as
#   the largest (np.isclose). Compare with ==.
# %% soften
def soften(logits, temperature):
    top = logits.max(axis=-1, keepdims=True)
    if temperature == 0:
        p = np.isclose(logits, top).astype(float)
    else:
        p = np.exp((logits - top) / temperature)
    return p / p.sum(axis=-1, keepdims=True)
