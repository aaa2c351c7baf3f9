# loses: test_perplexity_and_bits_example, test_perplexity_and_bits
# hint: You multiply by the mask, and 0 times -inf or nan is nan. Select the
#   real characters instead: log_probs[mask].
# %% perplexity_and_bits
def perplexity_and_bits(log_probs, mask):
    nats = -(log_probs * mask).sum() / mask.sum()
    return np.exp(nats), nats / np.log(2)
