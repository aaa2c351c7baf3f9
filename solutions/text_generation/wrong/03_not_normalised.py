# loses: test_soften_example, test_soften
# hint: Your probabilities do not sum to 1: divide by their sum along the last
#   axis.
# %% soften
def soften(logits, temperature):
    if temperature == 0:
        p = (logits == logits.max(axis=-1, keepdims=True)).astype(float)
        return p / p.sum(axis=-1, keepdims=True)

    return np.exp((logits - logits.max(axis=-1, keepdims=True)) / temperature)
