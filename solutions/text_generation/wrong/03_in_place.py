# loses: test_soften_example, test_soften
# hint: You change the logits themselves (-=, /=); whoever calls you still
#   needs them. Return a new array.
# %% soften
def soften(logits, temperature):
    logits -= logits.max(axis=-1, keepdims=True)
    p = (
        (logits == 0) * 1.0
        if temperature == 0
        else np.exp(logits / temperature)
    )
    return p / p.sum(axis=-1, keepdims=True)
