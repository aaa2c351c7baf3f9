# loses: test_perplexity_and_bits_example, test_perplexity_and_bits
# hint: Your second number is in nats; divide it by log 2 for bits.
# %% perplexity_and_bits
def perplexity_and_bits(log_probs, mask):
    nats = -log_probs[mask].mean()
    return np.exp(nats), nats
