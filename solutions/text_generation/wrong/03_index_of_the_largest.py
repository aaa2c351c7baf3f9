# loses: test_soften_example, test_soften
# hint: At temperature 0 you return which logit is the largest. A distribution
#   is asked for here, too: 1 at its place, 0 elsewhere.
# %% soften
def soften(logits, temperature):
    if temperature == 0:
        return logits.argmax(axis=-1)
    p = np.exp((logits - logits.max(axis=-1, keepdims=True)) / temperature)
    return p / p.sum(axis=-1, keepdims=True)
