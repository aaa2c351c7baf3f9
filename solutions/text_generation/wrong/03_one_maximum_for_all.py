# loses: test_soften_example, test_soften
# hint: You subtract the largest logit of the whole array. In a row whose
#   logits are all much smaller every exponential becomes 0, and 0 / 0 is nan:
#   each row has its own maximum.
# %% soften
def soften(logits, temperature):
    if temperature == 0:
        p = (logits == logits.max(axis=-1, keepdims=True)).astype(float)
        return p / p.sum(axis=-1, keepdims=True)

    p = np.exp((logits - logits.max()) / temperature)
    return p / p.sum(axis=-1, keepdims=True)
