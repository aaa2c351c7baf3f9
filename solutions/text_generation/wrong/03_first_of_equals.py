# loses: test_soften_example, test_soften
# hint: At temperature 0 you give everything to the first of several equally
#   large logits; they share alike, as in the limit.
# %% soften
def soften(logits, temperature):
    if temperature == 0:
        return np.eye(logits.shape[-1])[logits.argmax(axis=-1)]
    p = np.exp((logits - logits.max(axis=-1, keepdims=True)) / temperature)
    return p / p.sum(axis=-1, keepdims=True)
