# loses: test_perplexity_and_bits_example, test_perplexity_and_bits
# hint: Logarithms of probabilities are negative, surprise is positive: the
#   minus sign is missing.
# %% perplexity_and_bits
def perplexity_and_bits(log_probs, mask):
    nats = log_probs[mask].mean()
    return np.exp(nats), nats / np.log(2)
