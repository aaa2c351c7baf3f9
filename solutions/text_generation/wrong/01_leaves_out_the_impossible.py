# loses: test_perplexity_and_bits_example, test_perplexity_and_bits
# hint: You leave out real characters of probability 0. They surprised the
#   model beyond all bounds: perplexity and bits are infinite.
# %% perplexity_and_bits
def perplexity_and_bits(log_probs, mask):
    real = mask & np.isfinite(log_probs)
    nats = -log_probs[real].mean()
    return np.exp(nats), nats / np.log(2)
