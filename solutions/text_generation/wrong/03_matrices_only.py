# loses: test_soften_example, test_soften
# hint: You sum along axis 1, which is the last one of a matrix only; logits
#   may have any number of axes: axis=-1.
# %% soften
def soften(logits, temperature):
    top = logits.max(axis=1, keepdims=True)
    if temperature == 0:
        p = (logits == top).astype(float)
    else:
        p = np.exp((logits - top) / temperature)
    return p / p.sum(axis=1, keepdims=True)
