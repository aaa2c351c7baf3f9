# loses: test_perplexity_and_bits_example, test_perplexity_and_bits
# hint: You divide by the number of all places; only real characters count.
# %% perplexity_and_bits
def perplexity_and_bits(log_probs, mask):
    nats = -np.where(mask, log_probs, 0).mean()
    return np.exp(nats), nats / np.log(2)
